using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// The examples of one pass as tensors on the device. What picks rows is a matrix of zeros and ones: a product with it, and its
/// backward, is one kernel each and sums in a fixed order. Made when first asked for.
/// </summary>
internal sealed class TorchPlan : IDisposable
{
    private readonly torch.Device device;
    private readonly ForwardPlan plan;
    private readonly Dictionary<string, torch.Tensor> made = [];

    /// <summary>Takes a plan, which must not change afterwards.</summary>
    public TorchPlan(ForwardPlan plan, torch.Device device) => (this.plan, this.device) = (plan, device);

    /// <summary>Number of examples.</summary>
    public int Samples => plan.Samples;

    /// <summary>Number of positions of each.</summary>
    public int NCtx => plan.NCtx;

    /// <summary>Rows of the stream where it starts.</summary>
    public int Rows => plan.Start.Count;

    /// <summary>Whether samples share those rows.</summary>
    public bool Shared => plan.Start.Shared;

    /// <summary>Answers, [batch].</summary>
    public torch.Tensor Labels => Keep(nameof(Labels), () => Index(plan.Labels, plan.Samples));

    /// <summary>Minus one for the answer, else zero, [batch, d_vocab_out], float64.</summary>
    public torch.Tensor MinusAnswer(int dVocabOut) => Keep(nameof(MinusAnswer), () =>
        OneHot(plan.Labels, dVocabOut).to(torch.float64).neg());

    /// <summary>Zero for the answer, else 1/batch, [batch, d_vocab_out], float64.</summary>
    public torch.Tensor OthersMean(int dVocabOut) => Keep(nameof(OthersMean), () =>
    {
        using Scalar one = 1.0, samples = (double)plan.Samples;
        return MinusAnswer(dVocabOut).add(one).div(samples);
    });

    /// <summary>Which token each row of the stream starts with, [rows, d_vocab].</summary>
    public torch.Tensor TokenOfRow(int dVocab) =>
        Keep(nameof(TokenOfRow), () => OneHot([.. FirstUses().Select(use => plan.Tokens[use])], dVocab));

    /// <summary>At which position each row is, [rows, n_ctx].</summary>
    public torch.Tensor PositionOfRow =>
        Keep(nameof(PositionOfRow), () => OneHot([.. FirstUses().Select(use => use % NCtx)], NCtx));

    /// <summary>Token and position of each row side by side, [rows, d_vocab + n_ctx].</summary>
    public torch.Tensor TokenAndPositionOfRow(int dVocab) => Keep(nameof(TokenAndPositionOfRow), () =>
        torch.cat([TokenOfRow(dVocab), PositionOfRow], 1));

    /// <summary>The row of each sample and position, [batch·pos].</summary>
    public torch.Tensor RowOfEach => Keep(nameof(RowOfEach), () => Index(plan.Start.RowOf, plan.Start.RowOf.Length));

    /// <summary>How often each sample uses each row, [batch, rows].</summary>
    public torch.Tensor UsesOfRows =>
        Keep(nameof(UsesOfRows), () => Ones([Samples, Rows], Index(plan.Start.RowOf, Samples, NCtx)));

    /// <summary>The row of each query, for the last <paramref name="queries"/> positions of each sample: [batch·query_pos,
    /// rows].</summary>
    public torch.Tensor RowOfQuery(int queries) => Keep(nameof(RowOfQuery) + queries, () => OneHot(QueryRows(queries), Rows));

    /// <summary>The row of each key of each query, [batch·query_pos, key_pos].</summary>
    public torch.Tensor RowOfKey(int queries) => Keep(nameof(RowOfKey) + queries, () =>
        Index(KeyRows(queries), Samples * queries, NCtx));

    /// <summary>Index of (query's row, key's row) in a matrix [rows, rows], for each query and key:
    /// [batch·query_pos·key_pos].</summary>
    public torch.Tensor Pairs(int queries) => Keep(nameof(Pairs) + queries, () =>
    {
        var (query, key) = (QueryRows(queries), KeyRows(queries));
        return Index([.. key.Select((row, i) => ((long)query[i / NCtx] * Rows) + row)], key.Length);
    });

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in made.Values)
        {
            tensor.Dispose();
        }
        made.Clear();
    }

    private torch.Tensor Keep(string name, Func<torch.Tensor> make)
    {
        if (!made.TryGetValue(name, out var tensor))
        {
            using var scope = torch.NewDisposeScope();
            using var without = torch.no_grad();
            made[name] = tensor = make().DetachFromDisposeScope();
        }
        return tensor;
    }

    private IEnumerable<int> FirstUses() => Enumerable.Range(0, Rows).Select(row => plan.Start.Uses(row)[0]);

    private int[] QueryRows(int queries) =>
        [.. Enumerable.Range(0, Samples * queries)
            .Select(i => plan.Start.RowOf[(i / queries * NCtx) + NCtx - queries + (i % queries)])];

    private int[] KeyRows(int queries) =>
        [.. Enumerable.Range(0, Samples * queries * NCtx)
            .Select(i => plan.Start.RowOf[(i / (queries * NCtx) * NCtx) + (i % NCtx)])];

    private torch.Tensor OneHot(ReadOnlySpan<int> columns, int count) =>
        Ones([columns.Length, count], Index(columns, columns.Length, 1));

    private torch.Tensor Ones(long[] shape, torch.Tensor columns) =>
        torch.zeros(shape, device: device).scatter_(1, columns, torch.ones(columns.shape, device: device));

    private torch.Tensor Index(ReadOnlySpan<int> values, params long[] shape)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }
        return Index(wide, shape);
    }

    private torch.Tensor Index(long[] values, params long[] shape) => torch.tensor(values, shape, device: device);
}
