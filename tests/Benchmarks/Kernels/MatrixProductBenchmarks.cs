using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>The products of one training step.</summary>
[Config(typeof(Throughput))]
public class MatrixProductBenchmarks : IDisposable
{
    private float[] a = [];
    private float[] b = [];
    private float[] c = [];
    private ThreadTeam? team;
    private MatrixProduct? product;

    /// <summary>The real shapes: forward, input gradients, weight gradients, and a small batch.</summary>
    public static IEnumerable<ProductShape> Shapes =>
    [
        new("mlp-in", 3830, 128, 512),
        new("mlp-out", 3830, 512, 128),
        new("attention", 3830, 128, 128),
        new("unembed", 3830, 128, 114),
        new("mlp-in dx", 3830, 512, 128, TurnedB: true),
        new("mlp-out dx", 3830, 128, 512, TurnedB: true),
        new("unembed dx", 3830, 114, 128, TurnedB: true),
        new("mlp-in dw", 128, 3830, 512, TurnedA: true),
        new("mlp-out dw", 512, 3830, 128, TurnedA: true),
        new("attention dw", 128, 3830, 128, TurnedA: true),
        new("unembed dw", 128, 3830, 114, TurnedA: true),
        new("small", 227, 128, 128),
    ];

    /// <summary>The product at work.</summary>
    [ParamsSource(nameof(Shapes))]
    public ProductShape Shape { get; set; } = new("", 1, 1, 1);

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        team = new ThreadTeam(Threads);
        product = new MatrixProduct(team);
        a = Numbers(Shape.M * Shape.K);
        b = Numbers(Shape.K * Shape.N);
        c = new float[Shape.M * Shape.N];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        product?.Dispose();
        team?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Multiply()
    {
        var (m, k, n) = (Shape.M, Shape.K, Shape.N);
        var left = Shape.TurnedA ? new Matrix(a, k, m).Transposed : new Matrix(a, m, k);
        var right = Shape.TurnedB ? new Matrix(b, n, k).Transposed : new Matrix(b, k, n);
        product!.Multiply(left, right, c, n, accumulate: false);
    }

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private sealed class Throughput : ManualConfig
    {
        public Throughput() => AddColumn(new ThroughputColumn());
    }
}
