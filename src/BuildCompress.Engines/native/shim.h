// The rules of this C ABI: handles are heap-allocated at::Tensor, owned by the caller, freed by bct_tensor_free. A function that returns a
// handle returns null when it failed; one that returns int returns 0 when it worked. The message is then in bct_last_error, per thread.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <utility>

#define BCT_EXPORT extern "C" __attribute__((visibility("default")))

using Handle = at::Tensor*;

// A number with its kind, because the kind takes part in type promotion. Mirrors NativeScalar on the managed side.
struct ScalarValue {
  int64_t kind;  // 0 integer, 1 real (bits are those of a double), 2 bool
  int64_t bits;
};

at::Scalar to_scalar(ScalarValue value);
ScalarValue from_scalar(const at::Scalar& value);

Handle own(at::Tensor tensor);   // new handle; null for an undefined tensor
void remember_current_error();   // to be called inside a catch block

template <class F>
Handle tensor_of(F&& f) {
  try {
    return own(f());
  } catch (...) {
    remember_current_error();
    return nullptr;
  }
}

template <class F>
int status_of(F&& f) {
  try {
    f();
    return 0;
  } catch (...) {
    remember_current_error();
    return 1;
  }
}

inline c10::optional<at::Tensor> optional_of(Handle tensor) {
  return tensor ? c10::optional<at::Tensor>(*tensor) : c10::nullopt;
}

inline c10::optional<at::ScalarType> optional_type(int64_t type) {
  return type < 0 ? c10::nullopt : c10::optional<at::ScalarType>(static_cast<at::ScalarType>(type));
}

inline at::IntArrayRef ints(const int64_t* values, int64_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline std::vector<at::Tensor> list_of(const Handle* tensors, int64_t count) {
  std::vector<at::Tensor> list;
  list.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) list.push_back(tensors[i] ? *tensors[i] : at::Tensor());
  return list;
}
