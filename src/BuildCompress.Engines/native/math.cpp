// Element-wise arithmetic and comparison, matrix products.
#include "shim.h"

#define UNARY(name) \
  BCT_EXPORT Handle bct_##name(Handle self) { return tensor_of([&] { return self->name(); }); }

#define BINARY(name) \
  BCT_EXPORT Handle bct_##name(Handle self, Handle other) { return tensor_of([&] { return self->name(*other); }); }

#define BINARY_SCALAR(name) \
  BCT_EXPORT Handle bct_##name##_scalar(Handle self, ScalarValue other) { return tensor_of([&] { return self->name(to_scalar(other)); }); }

#define BINARY_IN_PLACE(name) \
  BCT_EXPORT int bct_##name##_(Handle self, Handle other) { return status_of([&] { self->name##_(*other); }); } \
  BCT_EXPORT int bct_##name##_scalar_(Handle self, ScalarValue other) { return status_of([&] { self->name##_(to_scalar(other)); }); }

UNARY(neg)
UNARY(abs)
UNARY(sign)
UNARY(sqrt)
UNARY(rsqrt)
UNARY(reciprocal)
UNARY(square)
UNARY(exp)
UNARY(erf)
UNARY(log)
UNARY(floor)
UNARY(relu)
UNARY(sigmoid)
UNARY(tanh)

BINARY(mul)
BINARY(pow)
BINARY(maximum)
BINARY(minimum)
BINARY(matmul)
BINARY(mm)
BINARY(bmm)
BINARY(eq)
BINARY(ne)
BINARY(lt)
BINARY(le)
BINARY(gt)
BINARY(ge)

BINARY_SCALAR(mul)
BINARY_SCALAR(pow)
BINARY_SCALAR(eq)
BINARY_SCALAR(ne)
BINARY_SCALAR(lt)
BINARY_SCALAR(le)
BINARY_SCALAR(gt)
BINARY_SCALAR(ge)

BINARY_IN_PLACE(mul)
BINARY_IN_PLACE(div)

BCT_EXPORT Handle bct_add(Handle self, Handle other, ScalarValue alpha) {
  return tensor_of([&] { return self->add(*other, to_scalar(alpha)); });
}

BCT_EXPORT Handle bct_add_scalar(Handle self, ScalarValue other, ScalarValue alpha) {
  return tensor_of([&] { return self->add(to_scalar(other), to_scalar(alpha)); });
}

BCT_EXPORT int bct_add_(Handle self, Handle other, ScalarValue alpha) {
  return status_of([&] { self->add_(*other, to_scalar(alpha)); });
}

BCT_EXPORT int bct_add_scalar_(Handle self, ScalarValue other, ScalarValue alpha) {
  return status_of([&] { self->add_(to_scalar(other), to_scalar(alpha)); });
}

BCT_EXPORT Handle bct_sub(Handle self, Handle other) {
  return tensor_of([&] { return self->sub(*other); });
}

BCT_EXPORT Handle bct_sub_scalar(Handle self, ScalarValue other) {
  return tensor_of([&] { return self->sub(to_scalar(other)); });
}

BCT_EXPORT Handle bct_rsub_scalar(Handle self, ScalarValue other) {
  return tensor_of([&] { return at::rsub(*self, to_scalar(other)); });
}

BCT_EXPORT int bct_sub_(Handle self, Handle other) {
  return status_of([&] { self->sub_(*other); });
}

BCT_EXPORT int bct_sub_scalar_(Handle self, ScalarValue other) {
  return status_of([&] { self->sub_(to_scalar(other)); });
}

namespace {
c10::optional<c10::string_view> rounding(int mode) {
  if (mode == 1) return c10::string_view("trunc");
  if (mode == 2) return c10::string_view("floor");
  return c10::nullopt;
}
}  // namespace

BCT_EXPORT Handle bct_div(Handle self, Handle other, int rounding_mode) {
  return tensor_of([&] { return self->div(*other, rounding(rounding_mode)); });
}

BCT_EXPORT Handle bct_div_scalar(Handle self, ScalarValue other, int rounding_mode) {
  return tensor_of([&] { return self->div(to_scalar(other), rounding(rounding_mode)); });
}

BCT_EXPORT Handle bct_round(Handle self, int64_t decimals) {
  return tensor_of([&] { return decimals == 0 ? self->round() : self->round(decimals); });
}

BCT_EXPORT int bct_relu_(Handle self) {
  return status_of([&] { self->relu_(); });
}

BCT_EXPORT Handle bct_clamp(Handle self, const ScalarValue* min, const ScalarValue* max) {
  return tensor_of([&] {
    return self->clamp(min ? c10::optional<at::Scalar>(to_scalar(*min)) : c10::nullopt,
                       max ? c10::optional<at::Scalar>(to_scalar(*max)) : c10::nullopt);
  });
}

BCT_EXPORT int bct_clamp_(Handle self, const ScalarValue* min, const ScalarValue* max) {
  return status_of([&] {
    self->clamp_(min ? c10::optional<at::Scalar>(to_scalar(*min)) : c10::nullopt,
                 max ? c10::optional<at::Scalar>(to_scalar(*max)) : c10::nullopt);
  });
}

BCT_EXPORT Handle bct_clamp_tensor(Handle self, Handle min, Handle max) {
  return tensor_of([&] { return self->clamp(optional_of(min), optional_of(max)); });
}

BCT_EXPORT Handle bct_where(Handle condition, Handle x, Handle y) {
  return tensor_of([&] { return at::where(*condition, *x, *y); });
}

BCT_EXPORT Handle bct_masked_fill(Handle self, Handle mask, ScalarValue value) {
  return tensor_of([&] { return self->masked_fill(*mask, to_scalar(value)); });
}
