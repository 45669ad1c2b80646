using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>How many operations a second the processor does when it does nothing but multiply and add in registers: no step can be
/// faster than its operations at that rate.</summary>
internal static class BareRate
{
    private const long Turns = 10_000_000;
    private const int Sums = 12;

    private static object? Sink { get; set; }

    /// <summary>Operations in a nanosecond on so many threads at once, the fastest of eight times.</summary>
    public static double Of(int threads) => Vector512.IsHardwareAccelerated
        ? Of(threads, Simd512.Lanes, Run<Vector512<float>, Simd512>) : Of(threads, Simd256.Lanes, Run<Vector256<float>, Simd256>);

    private static double Of(int threads, int lanes, Action run)
    {
        var best = 0.0;
        for (var time = 0; time < 8; time++)
        {
            var start = Stopwatch.GetTimestamp();
            Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => run()))];
            Array.ForEach(all, thread => thread.Start());
            Array.ForEach(all, thread => thread.Join());
            best = Math.Max(best, 2.0 * threads * Turns * Sums * lanes / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        return best;
    }

    // As many independent sums as hide the latency of an addition.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var (x, y) = (TSimd.Broadcast(1.0001f), TSimd.Broadcast(0.5f));
        // Of different starts: the compiler computes equal sums once.
        TVector a = TSimd.Broadcast(1), b = TSimd.Broadcast(2), c = TSimd.Broadcast(3), d = TSimd.Broadcast(4);
        TVector e = TSimd.Broadcast(5), f = TSimd.Broadcast(6), g = TSimd.Broadcast(7), h = TSimd.Broadcast(8);
        TVector i = TSimd.Broadcast(9), j = TSimd.Broadcast(10), k = TSimd.Broadcast(11), l = TSimd.Broadcast(12);
        for (long turn = 0; turn < Turns; turn++)
        {
            a = TSimd.MultiplyAdd(a, y, x);
            b = TSimd.MultiplyAdd(b, y, x);
            c = TSimd.MultiplyAdd(c, y, x);
            d = TSimd.MultiplyAdd(d, y, x);
            e = TSimd.MultiplyAdd(e, y, x);
            f = TSimd.MultiplyAdd(f, y, x);
            g = TSimd.MultiplyAdd(g, y, x);
            h = TSimd.MultiplyAdd(h, y, x);
            i = TSimd.MultiplyAdd(i, y, x);
            j = TSimd.MultiplyAdd(j, y, x);
            k = TSimd.MultiplyAdd(k, y, x);
            l = TSimd.MultiplyAdd(l, y, x);
        }
        // All of them are wanted, or the compiler leaves some out.
        a = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
        Sink = TSimd.Add(a, TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l)));
    }
}
