"""Coach trains livestream sales hosts and coaches the scripts they speak.

What lives here: the composition root (``config``, ``wiring``), the error tree (``errors``) and one package a layer.
What does not: rules (``scoring``, ``training``), pages (``web``) and commands (``cli``) keep to their own packages.
"""

__version__ = "0.1.0"
