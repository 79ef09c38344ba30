// Lifetime, shape and type, raw data, conversions.
#include "shim.h"

#include <atomic>
#include <cstring>

namespace {
std::atomic<int64_t> live{0};
}

Handle own(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live.fetch_add(1, std::memory_order_relaxed);
  return new at::Tensor(std::move(tensor));
}

at::Scalar to_scalar(ScalarValue value) {
  if (value.kind == 2) return at::Scalar(value.bits != 0);
  if (value.kind == 0) return at::Scalar(value.bits);
  double real;
  std::memcpy(&real, &value.bits, sizeof real);
  return at::Scalar(real);
}

ScalarValue from_scalar(const at::Scalar& value) {
  if (value.isBoolean()) return {2, value.toBool() ? 1 : 0};
  if (value.isIntegral(false)) return {0, value.toLong()};
  const double real = value.toDouble();
  ScalarValue result{1, 0};
  std::memcpy(&result.bits, &real, sizeof real);
  return result;
}

BCT_EXPORT void bct_tensor_free(Handle self) {
  live.fetch_sub(1, std::memory_order_relaxed);
  delete self;
}

BCT_EXPORT int64_t bct_live_tensors() { return live.load(std::memory_order_relaxed); }

BCT_EXPORT int64_t bct_ndim(Handle self) { return self->dim(); }
BCT_EXPORT int64_t bct_numel(Handle self) { return self->numel(); }
BCT_EXPORT int bct_dtype(Handle self) { return static_cast<int>(self->scalar_type()); }
BCT_EXPORT int64_t bct_element_size(Handle self) { return static_cast<int64_t>(self->element_size()); }
BCT_EXPORT void* bct_data(Handle self) { return self->data_ptr(); }
BCT_EXPORT int bct_is_contiguous(Handle self) { return self->is_contiguous() ? 1 : 0; }

BCT_EXPORT void bct_shape(Handle self, int64_t* shape) {
  std::memcpy(shape, self->sizes().data(), self->sizes().size() * sizeof(int64_t));
}

BCT_EXPORT void bct_stride(Handle self, int64_t* stride) {
  std::memcpy(stride, self->strides().data(), self->strides().size() * sizeof(int64_t));
}

BCT_EXPORT int bct_item(Handle self, ScalarValue* value) {
  return status_of([&] { *value = from_scalar(self->item()); });
}

BCT_EXPORT Handle bct_contiguous(Handle self) {
  return tensor_of([&] { return self->contiguous(); });
}

BCT_EXPORT Handle bct_to_type(Handle self, int type, int copy) {
  return tensor_of([&] { return self->to(static_cast<at::ScalarType>(type), false, copy != 0); });
}

BCT_EXPORT Handle bct_clone(Handle self) {
  return tensor_of([&] { return self->clone(); });
}

BCT_EXPORT Handle bct_alias(Handle self) {
  return tensor_of([&] { return at::Tensor(*self); });
}

BCT_EXPORT int bct_set_(Handle self, Handle source) {
  return status_of([&] { self->set_(*source); });
}

BCT_EXPORT int bct_copy_(Handle self, Handle source) {
  return status_of([&] { self->copy_(*source); });
}

BCT_EXPORT int bct_fill_(Handle self, ScalarValue value) {
  return status_of([&] { self->fill_(to_scalar(value)); });
}

BCT_EXPORT int bct_zero_(Handle self) {
  return status_of([&] { self->zero_(); });
}
