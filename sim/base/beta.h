#pragma once

namespace wardtwin {

/// Regularised incomplete beta function I_x(a, b), a > 0, b > 0, 0 <= x <= 1 (DLMF 8.17).
double incomplete_beta(double a, double b, double x);

/// The x with I_x(a, b) = p; 0 where a is 0, 1 where b is 0 (the limits that Clopper-Pearson needs).
double beta_quantile(double p, double a, double b);

}  // namespace wardtwin
