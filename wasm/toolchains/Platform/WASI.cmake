# What CMake must know of WASI: there are no shared libraries. (CMake reads this file by its name; it has none itself.)
set_property(GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS FALSE)
