// Lifetime: the mark of a view that lives no longer than what it was got from. clang refuses code that outlives it
// (-Wdangling, on by default); other compilers pass over it. tests/lint/dangling.cpp shows what is refused.
#pragma once

#if defined(__clang__)
#define ROTA_LIFETIME_BOUND [[clang::lifetimebound]]
#else
#define ROTA_LIFETIME_BOUND
#endif
