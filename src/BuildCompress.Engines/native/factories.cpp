// New tensors: from the caller's memory, constant, random.
#include "shim.h"

#include <cstring>

namespace {

at::TensorOptions options(int type) { return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)); }

at::Tensor tracked(at::Tensor tensor, int requires_grad) {
  if (requires_grad) tensor.set_requires_grad(true);
  return tensor;
}

}  // namespace

BCT_EXPORT Handle bct_from_memory(const void* data, int64_t bytes, const int64_t* size, int64_t ndim, int type) {
  return tensor_of([&] {
    at::Tensor tensor = at::empty(ints(size, ndim), options(type));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == bytes, "the data has ", bytes, " bytes, a tensor of shape ", tensor.sizes(), " needs ",
                tensor.nbytes());
    if (bytes > 0) std::memcpy(tensor.data_ptr(), data, static_cast<size_t>(bytes));
    return tensor;
  });
}

BCT_EXPORT Handle bct_empty(const int64_t* size, int64_t ndim, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::empty(ints(size, ndim), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_full(const int64_t* size, int64_t ndim, ScalarValue value, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::full(ints(size, ndim), to_scalar(value), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_rand(const int64_t* size, int64_t ndim, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::rand(ints(size, ndim), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_randn(const int64_t* size, int64_t ndim, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::randn(ints(size, ndim), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_randint(int64_t low, int64_t high, const int64_t* size, int64_t ndim, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::randint(low, high, ints(size, ndim), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_randperm(int64_t n, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::randperm(n, options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_arange(ScalarValue start, ScalarValue stop, ScalarValue step, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::arange(to_scalar(start), to_scalar(stop), to_scalar(step), options(type)), requires_grad); });
}

BCT_EXPORT Handle bct_empty_like(Handle input, int type, int requires_grad) {
  return tensor_of([&] { return tracked(at::empty_like(*input, options(type)), requires_grad); });
}

BCT_EXPORT int bct_normal_(Handle self, double mean, double std) {
  return status_of([&] { self->normal_(mean, std); });
}

BCT_EXPORT int bct_uniform_(Handle self, double low, double high) {
  return status_of([&] { self->uniform_(low, high); });
}
