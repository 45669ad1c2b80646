using System.Runtime.CompilerServices;

namespace Grokking.Training;

/// <summary>Copies a matrix into the panels that <see cref="ProductKernel{TVector, TSimd}"/> reads.</summary>
internal static unsafe class ProductPacking<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>
    /// Spreads dense rows over panels [depth, width = 2 · lanes]: panel p holds columns p · width … of every row, and zeros past the last column.
    /// Whole rows are read at a time, since a walk down one panel's columns defeats the processor's prefetching.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(int rows, int columns, float* source, nint rowStride, float* panels, nint panelStride)
    {
        var width = 2 * TSimd.Lanes;
        for (var i = 0; i < rows; i++, source += rowStride, panels += width)
        {
            var panel = panels;
            var j = 0;
            for (; j <= columns - width; j += width, panel += panelStride)
            {
                TSimd.Store(TSimd.Load(source + j), panel);
                TSimd.Store(TSimd.Load(source + j + TSimd.Lanes), panel + TSimd.Lanes);
            }
            if (j < columns)
            {
                new Span<float>(source + j, columns - j).CopyTo(new Span<float>(panel, width));
                new Span<float>(panel + columns - j, width - columns + j).Clear();
            }
        }
    }
}
