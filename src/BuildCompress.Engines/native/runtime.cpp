// Settings of the process: allocator, threads, seed, autocast; the version.
#include "shim.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/api/include/torch/version.h>

#include <climits>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// glibc maps every large activation anew and gives it back on free, so that each step faults its pages in again. Arenas of other threads are
// made of 64 MiB heaps and would still map what is larger; threads that start after this use the main one,
// unless an earlier thread left its arena behind. Once, at load.
BCT_EXPORT void bct_keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
#endif
}

BCT_EXPORT int bct_set_num_threads(int threads) {
  return status_of([&] { at::set_num_threads(threads); });
}

BCT_EXPORT int bct_get_num_threads() { return at::get_num_threads(); }

BCT_EXPORT int bct_manual_seed(int64_t seed) {
  return status_of([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

BCT_EXPORT const char* bct_version() { return TORCH_VERSION; }

BCT_EXPORT int bct_is_autocast_bf16() { return at::autocast::is_cpu_enabled() ? 1 : 0; }

// Within a scope, without ending it.
BCT_EXPORT void bct_set_autocast_bf16(int enabled) { at::autocast::set_cpu_enabled(enabled != 0); }

// Nested scopes share one cache of cast weights; it is dropped when the outermost ends.
BCT_EXPORT int bct_enter_autocast_bf16() {
  return status_of([] {
    at::autocast::set_cpu_enabled(true);
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::increment_nesting();
  });
}

BCT_EXPORT int bct_exit_autocast_bf16(int was_enabled) {
  return status_of([&] {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_cpu_enabled(was_enabled != 0);
  });
}
