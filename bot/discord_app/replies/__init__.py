"""The look of replies: values of the domain become Discord's components."""
