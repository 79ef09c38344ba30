// What went wrong, per thread, in libtorch's words.
#include "shim.h"

#include <string>

namespace {
thread_local std::string last_error;
}

void remember_current_error() {
  try {
    throw;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "libtorch threw something that is no std::exception";
  }
}

BCT_EXPORT const char* bct_last_error() { return last_error.c_str(); }
