// Sums, means, extremes, order.
#include "shim.h"

#include <tuple>

BCT_EXPORT Handle bct_sum(Handle self, int64_t type) {
  return tensor_of([&] { return self->sum(optional_type(type)); });
}

BCT_EXPORT Handle bct_sum_dim(Handle self, const int64_t* dims, int64_t count, int keepdim, int64_t type) {
  return tensor_of([&] { return self->sum(ints(dims, count), keepdim != 0, optional_type(type)); });
}

BCT_EXPORT Handle bct_mean(Handle self) {
  return tensor_of([&] { return self->mean(); });
}

BCT_EXPORT Handle bct_mean_dim(Handle self, const int64_t* dims, int64_t count, int keepdim, int64_t type) {
  return tensor_of([&] { return self->mean(ints(dims, count), keepdim != 0, optional_type(type)); });
}

BCT_EXPORT Handle bct_var(Handle self, int unbiased) {
  return tensor_of([&] { return self->var(unbiased != 0); });
}

BCT_EXPORT Handle bct_var_dim(Handle self, const int64_t* dims, int64_t count, int unbiased, int keepdim) {
  return tensor_of([&] { return self->var(ints(dims, count), unbiased != 0, keepdim != 0); });
}

BCT_EXPORT Handle bct_norm(Handle self, double p) {
  return tensor_of([&] { return self->norm(p); });
}

BCT_EXPORT Handle bct_max(Handle self) {
  return tensor_of([&] { return self->max(); });
}

BCT_EXPORT Handle bct_min(Handle self) {
  return tensor_of([&] { return self->min(); });
}

BCT_EXPORT Handle bct_amax(Handle self, const int64_t* dims, int64_t count, int keepdim) {
  return tensor_of([&] { return self->amax(ints(dims, count), keepdim != 0); });
}

BCT_EXPORT Handle bct_amin(Handle self, const int64_t* dims, int64_t count, int keepdim) {
  return tensor_of([&] { return self->amin(ints(dims, count), keepdim != 0); });
}

BCT_EXPORT Handle bct_argmax(Handle self) {
  return tensor_of([&] { return self->argmax(); });
}

BCT_EXPORT Handle bct_argmax_dim(Handle self, int64_t dim, int keepdim) {
  return tensor_of([&] { return self->argmax(dim, keepdim != 0); });
}

BCT_EXPORT int bct_max_dim(Handle self, int64_t dim, int keepdim, Handle* values, Handle* indices) {
  return status_of([&] {
    auto result = self->max(dim, keepdim != 0);
    *values = own(std::get<0>(result));
    *indices = own(std::get<1>(result));
  });
}

BCT_EXPORT int bct_min_dim(Handle self, int64_t dim, int keepdim, Handle* values, Handle* indices) {
  return status_of([&] {
    auto result = self->min(dim, keepdim != 0);
    *values = own(std::get<0>(result));
    *indices = own(std::get<1>(result));
  });
}

BCT_EXPORT int bct_topk(Handle self, int64_t k, int64_t dim, int largest, int sorted, Handle* values, Handle* indices) {
  return status_of([&] {
    auto result = self->topk(k, dim, largest != 0, sorted != 0);
    *values = own(std::get<0>(result));
    *indices = own(std::get<1>(result));
  });
}

BCT_EXPORT Handle bct_argsort(Handle self, int64_t dim, int descending) {
  return tensor_of([&] { return self->argsort(dim, descending != 0); });
}
