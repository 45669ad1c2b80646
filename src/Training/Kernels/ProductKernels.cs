using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>The innermost product and its packing at one vector width.</summary>
internal readonly unsafe struct ProductKernels
{
    /// <summary>The kernels of a width; right at any width, fast where the processor supports it.</summary>
    public ProductKernels(SimdWidth width)
    {
        (Rows, Columns) = width switch
        {
            SimdWidth.Vector512 => (Simd512.Rows, 2 * Simd512.Lanes),
            SimdWidth.Vector256 => (Simd256.Rows, 2 * Simd256.Lanes),
            SimdWidth.Vector128 => (Simd128.Rows, 2 * Simd128.Lanes),
            _ => (SimdScalar.Rows, 2 * SimdScalar.Lanes),
        };
        Multiply = width switch
        {
            SimdWidth.Vector512 => &ProductKernel<Vector512<float>, Simd512>.Run,
            SimdWidth.Vector256 => &ProductKernel<Vector256<float>, Simd256>.Run,
            SimdWidth.Vector128 => &ProductKernel<Vector128<float>, Simd128>.Run,
            _ => &ProductKernel<float, SimdScalar>.Run,
        };
        PackRows = width switch
        {
            SimdWidth.Vector512 => &ProductPacking<Vector512<float>, Simd512>.PackRows,
            SimdWidth.Vector256 => &ProductPacking<Vector256<float>, Simd256>.PackRows,
            SimdWidth.Vector128 => &ProductPacking<Vector128<float>, Simd128>.PackRows,
            _ => &ProductPacking<float, SimdScalar>.PackRows,
        };
    }

    /// <summary>The widest vectors that the processor has.</summary>
    public static SimdWidth WidestSupported =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;

    /// <summary>Rows of a kernel tile, 6 or 12.</summary>
    public int Rows { get; }

    /// <summary>Columns of a kernel tile and of a packed panel: 2, 8, 16 or 32.</summary>
    public int Columns { get; }

    /// <summary><see cref="ProductKernel{TVector, TSimd}.Run"/>.</summary>
    public delegate*<int, float*, nint, nint, float*, float*, nint, bool, void> Multiply { get; }

    /// <summary><see cref="ProductPacking{TVector, TSimd}.PackRows"/>.</summary>
    public delegate*<int, int, float*, nint, float*, nint, void> PackRows { get; }
}
