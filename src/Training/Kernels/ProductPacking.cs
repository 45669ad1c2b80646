using System.Runtime.CompilerServices;

namespace Grokking.Training;

/// <summary>Copies matrices into the panels that <see cref="ProductKernel{TVector, TSimd}"/> reads: [depth, 2 · lanes], dense.</summary>
internal static unsafe class ProductPacking<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>panel[i, j] = source[i · depthStride + j · acrossStride] for j &lt; across, and zero for the other columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(
        int depth, float* source, nint depthStride, nint acrossStride, int across, float* panel)
    {
        var width = 2 * TSimd.Lanes;
        if (acrossStride == 1 && across == width)
        {
            for (var i = 0; i < depth; i++, source += depthStride, panel += width)
            {
                TSimd.Store(TSimd.Load(source), panel);
                TSimd.Store(TSimd.Load(source + TSimd.Lanes), panel + TSimd.Lanes);
            }
            return;
        }
        for (var i = 0; i < depth; i++, source += depthStride, panel += width)
        {
            for (var j = 0; j < across; j++)
            {
                panel[j] = source[j * acrossStride];
            }
            for (var j = across; j < width; j++)
            {
                panel[j] = 0;
            }
        }
    }
}
