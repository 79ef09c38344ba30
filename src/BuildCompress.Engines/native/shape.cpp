// Views, indexing, joining.
#include "shim.h"

BCT_EXPORT Handle bct_reshape(Handle self, const int64_t* shape, int64_t count) {
  return tensor_of([&] { return self->reshape(ints(shape, count)); });
}

BCT_EXPORT Handle bct_view(Handle self, const int64_t* shape, int64_t count) {
  return tensor_of([&] { return self->view(ints(shape, count)); });
}

BCT_EXPORT Handle bct_flatten(Handle self, int64_t start_dim, int64_t end_dim) {
  return tensor_of([&] { return self->flatten(start_dim, end_dim); });
}

BCT_EXPORT Handle bct_permute(Handle self, const int64_t* dims, int64_t count) {
  return tensor_of([&] { return self->permute(ints(dims, count)); });
}

BCT_EXPORT Handle bct_squeeze(Handle self) {
  return tensor_of([&] { return self->squeeze(); });
}

BCT_EXPORT Handle bct_squeeze_dim(Handle self, int64_t dim) {
  return tensor_of([&] { return self->squeeze(dim); });
}

BCT_EXPORT Handle bct_unsqueeze(Handle self, int64_t dim) {
  return tensor_of([&] { return self->unsqueeze(dim); });
}

BCT_EXPORT Handle bct_expand(Handle self, const int64_t* size, int64_t count, int is_implicit) {
  return tensor_of([&] { return self->expand(ints(size, count), is_implicit != 0); });
}

BCT_EXPORT Handle bct_repeat(Handle self, const int64_t* repeats, int64_t count) {
  return tensor_of([&] { return self->repeat(ints(repeats, count)); });
}

BCT_EXPORT Handle bct_slice(Handle self, int64_t dim, int64_t start, int64_t finish, int64_t step) {
  return tensor_of([&] { return self->slice(dim, start, finish, step); });
}

BCT_EXPORT Handle bct_narrow(Handle self, int64_t dim, int64_t start, int64_t length) {
  return tensor_of([&] { return self->narrow(dim, start, length); });
}

BCT_EXPORT Handle bct_select(Handle self, int64_t dim, int64_t index) {
  return tensor_of([&] { return self->select(dim, index); });
}

BCT_EXPORT Handle bct_index_select(Handle self, int64_t dim, Handle index) {
  return tensor_of([&] { return self->index_select(dim, *index); });
}

BCT_EXPORT Handle bct_gather(Handle self, int64_t dim, Handle index) {
  return tensor_of([&] { return self->gather(dim, *index); });
}

BCT_EXPORT Handle bct_flip(Handle self, const int64_t* dims, int64_t count) {
  return tensor_of([&] { return self->flip(ints(dims, count)); });
}

BCT_EXPORT Handle bct_cat(const Handle* tensors, int64_t count, int64_t dim) {
  return tensor_of([&] { return at::cat(list_of(tensors, count), dim); });
}

BCT_EXPORT Handle bct_stack(const Handle* tensors, int64_t count, int64_t dim) {
  return tensor_of([&] { return at::stack(list_of(tensors, count), dim); });
}

// mode: 0 zeros or 4 constant, 1 reflect, 2 replicate, 3 circular. pad: (before, after) pairs from the last dimension on.
BCT_EXPORT Handle bct_pad(Handle self, const int64_t* pad, int64_t count, int mode, double value) {
  return tensor_of([&] {
    switch (mode) {
      case 1: return at::pad(*self, ints(pad, count), "reflect");
      case 2: return at::pad(*self, ints(pad, count), "replicate");
      case 3: return at::pad(*self, ints(pad, count), "circular");
      default: return at::constant_pad_nd(*self, ints(pad, count), value);
    }
  });
}
