"""The API: what other programs ask over HTTP. Every answer is JSON, every error a problem (RFC 9457)."""
