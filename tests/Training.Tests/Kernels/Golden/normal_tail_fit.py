"""Fits the polynomial of NormalDistribution.cs. Needs numpy and mpmath.

erfcx(z) = exp(z²)·erfc(z) = P(t) / (z + K) for 0 <= z <= 29, where t = (z - K) / (z + K) and K = 3.
Prints the coefficients, lowest power first, and the largest relative error.
"""
import mpmath
import numpy

mpmath.mp.dps = 40
K, DEGREE, LARGEST = 3, 12, 29


def erfcx(z):
    z = mpmath.mpf(float(z))
    return mpmath.exp(z * z) * mpmath.erfc(z)


def target(ts):
    zs = [K * (1 + t) / (1 - t) for t in ts]
    return numpy.array([float((z + K) * erfcx(z)) for z in zs])


fit = numpy.polynomial.Chebyshev.interpolate(target, DEGREE, domain=[-1, (LARGEST - K) / (LARGEST + K)])
coefficients = fit.convert(kind=numpy.polynomial.Polynomial).coef
points = numpy.concatenate([numpy.linspace(0, LARGEST, 2001), numpy.logspace(-6, 1, 301)])
values = numpy.polynomial.polynomial.polyval((points - K) / (points + K), coefficients) / (points + K)
print(*(f"{c:.17g}" for c in coefficients), sep="\n")
print("largest relative error", max(abs(values / [float(erfcx(z)) for z in points] - 1)))
