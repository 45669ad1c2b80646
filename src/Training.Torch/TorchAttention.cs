using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Adds attention to the stream. On shared rows keys, queries, values and scores are computed once per distinct row or pair of
/// rows; the weights of a sample then stand in a row of zeros as wide as there are rows, so that the weighted sums are one
/// product per head.
/// </summary>
internal sealed class TorchAttention : TorchLayer, IDisposable
{
    private readonly Attention layer;
    private readonly bool isLast;
    private readonly torch.Tensor projections;
    private readonly torch.Tensor outWeight;
    private readonly torch.Tensor scale;
    private readonly torch.Tensor rate;
    private readonly torch.Device device;
    private readonly Dictionary<int, torch.Tensor> hidden = [];
    private readonly Dictionary<int, torch.Tensor> constant = [];

    /// <param name="weights">Where its weights are.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isLast">Whether no attention follows, so that only the position that is read out is needed.</param>
    public TorchAttention(TorchWeights weights, Attention layer, bool isLast)
    {
        (this.layer, this.isLast, device) = (layer, isLast, weights.Device);
        // W_K, W_Q and W_V lie one behind the other; with rate 0 nothing is read of the first two.
        projections = layer.Rate == 0
            ? weights.Leaf(ParameterNames.W_V(layer.Block), layer.NHeads, layer.DModel, layer.DHead)
            : weights.Leaf(ParameterNames.W_K(layer.Block), 3L * layer.NHeads, layer.DModel, layer.DHead);
        outWeight = weights.Leaf(ParameterNames.W_O(layer.Block), (long)layer.NHeads * layer.DHead, layer.DModel);
        scale = Number(1 / Math.Sqrt(layer.DHead));
        rate = Number(layer.Rate);
    }

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var queries = isLast ? 1 : input.Positions;
        var sums = input.Shared ? SumsOfSharedRows(input, plan, queries) : SumsOfOwnRows(input, plan, queries);
        var side = sums.transpose(0, 1).reshape(-1, (long)layer.NHeads * layer.DHead);
        var residual = input.Shared ? plan.RowOfQuery(queries).mm(input.Residual)
            : isLast ? LastPosition(input.Residual, input.Positions) : input.Residual;
        var output = residual.addmm(side, outWeight);
        return new TorchStream(output, output, Shared: false, queries);
    }

    /// <summary>Frees its constants.</summary>
    public void Dispose()
    {
        foreach (var tensor in hidden.Values.Concat(constant.Values).Concat([scale, rate]))
        {
            tensor.Dispose();
        }
    }

    // [n_heads, batch·query_pos, d_head]
    private torch.Tensor SumsOfSharedRows(TorchStream input, TorchPlan plan, int queries)
    {
        var samples = plan.Samples * queries;
        torch.Tensor pattern, values;
        if (layer.Rate == 0)
        {
            values = Heads(input.Branch, projections);
            pattern = Constant(queries, input.Positions).expand(layer.NHeads, plan.Samples, queries, input.Positions);
        }
        else
        {
            var parts = Heads(input.Branch, projections).view(3, layer.NHeads, plan.Rows, layer.DHead).unbind(0);
            var (keys, queriesOfRows) = (parts[0], parts[1]);
            values = parts[2];
            var scores = queriesOfRows.bmm(keys.transpose(1, 2)).mul(scale).view(layer.NHeads, (long)plan.Rows * plan.Rows);
            pattern = Pattern(
                scores.index_select(1, plan.Pairs(queries)).view(layer.NHeads, plan.Samples, queries, input.Positions), queries);
        }
        var rowOfKey = plan.RowOfKey(queries).expand(layer.NHeads, samples, input.Positions);
        var wide = torch.zeros(layer.NHeads, samples, plan.Rows, device: device)
            .scatter_(2, rowOfKey, pattern.reshape(layer.NHeads, samples, input.Positions));
        return wide.bmm(values);
    }

    // [n_heads, batch·query_pos, d_head]
    private torch.Tensor SumsOfOwnRows(TorchStream input, TorchPlan plan, int queries)
    {
        var batch = (long)layer.NHeads * plan.Samples;
        torch.Tensor pattern, values;
        if (layer.Rate == 0)
        {
            values = Heads(input.Branch, projections);
            pattern = Constant(queries, input.Positions).expand(layer.NHeads, plan.Samples, queries, input.Positions);
        }
        else
        {
            var parts = projections.view(3, layer.NHeads, layer.DModel, layer.DHead).unbind(0);
            var keys = Heads(input.Branch, parts[0]).view(batch, input.Positions, layer.DHead);
            var asking = Heads(isLast ? LastPosition(input.Branch, input.Positions) : input.Branch, parts[1])
                .view(batch, queries, layer.DHead);
            values = Heads(input.Branch, parts[2]);
            var scores = asking.bmm(keys.transpose(1, 2)).mul(scale);
            pattern = Pattern(scores.view(layer.NHeads, plan.Samples, queries, input.Positions), queries);
        }
        return pattern.reshape(batch, queries, input.Positions).bmm(values.view(batch, input.Positions, layer.DHead))
            .view(layer.NHeads, (long)plan.Samples * queries, layer.DHead);
    }

    // A = r·softmax(scores) + (1 − r) for visible keys, [n_heads, batch, query_pos, key_pos].
    private torch.Tensor Pattern(torch.Tensor scores, int queries)
    {
        var positions = (int)scores.shape[3];
        var softmax = (HidesKeys(queries) ? scores.add(Hidden(queries, positions)) : scores).softmax(3);
        return layer.Rate == 1 ? softmax : softmax.mul(rate).add(Constant(queries, positions));
    }

    // rows·W of all heads at once: [heads, rows, d_head].
    private static torch.Tensor Heads(torch.Tensor rows, torch.Tensor matrices) =>
        rows.expand(matrices.shape[0], rows.shape[0], rows.shape[1]).bmm(matrices);

    private bool HidesKeys(int queries) => layer.Causal && queries > 1;

    // −∞ for keys that a query does not see, [query_pos, key_pos].
    private torch.Tensor Hidden(int queries, int positions) =>
        Mask(hidden, queries, positions, visible => visible ? 0 : float.NegativeInfinity);

    // 1 − r for keys that a query sees, [query_pos, key_pos].
    private torch.Tensor Constant(int queries, int positions) =>
        Mask(constant, queries, positions, visible => visible ? (float)(1 - layer.Rate) : 0);

    private torch.Tensor Mask(Dictionary<int, torch.Tensor> masks, int queries, int positions, Func<bool, float> value)
    {
        if (!masks.TryGetValue(queries, out var mask))
        {
            var values = Enumerable.Range(0, queries * positions)
                .Select(i => value(!layer.Causal || i % positions <= positions - queries + (i / positions))).ToArray();
            masks[queries] = mask = torch.tensor(values, [queries, positions], device: device).DetachFromDisposeScope();
        }
        return mask;
    }

    private torch.Tensor Number(double value) => torch.tensor((float)value, device: device).DetachFromDisposeScope();
}
