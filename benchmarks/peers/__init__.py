"""The reference models as users of other libraries write them."""
