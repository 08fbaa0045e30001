"""How a reply looks: values of the domain become Discord's components."""
