using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>
/// Scores, weights and weighted sums of one attention layer: z = Σ_j A_j·v_j with A = r·softmax(q·k/√d_head) + (1 − r) over
/// the visible keys. Letters: s sample, h head, i query, j key.
/// </summary>
internal sealed class AttentionMix
{
    private const float Masked = -1e10f;

    private readonly CpuContext context;
    private readonly Attention layer;
    private readonly HeadProjection queries;
    private readonly HeadProjection keys;
    private readonly HeadProjection values;
    private readonly RowBuffer z;
    private readonly float scale;
    private readonly float rate;
    private readonly RowLoop scoreLoop;
    private readonly RowLoop weightLoop;
    private readonly RowLoop sumLoop;
    private readonly RowLoop scoreBackwardLoop;
    private readonly RowLoop keyBackwardLoop;
    private readonly RowLoop queryBackwardLoop;
    private RowBuffer scores = new(0);
    private RowBuffer softmax = new(0);
    private RowBuffer pattern = new(0);
    private RowMap map = new();
    private RowMap outputMap = new();
    private (int First, int Count, int Step) queryRows;

    public AttentionMix(CpuContext context, Attention layer, HeadProjection queries, HeadProjection keys, HeadProjection values)
    {
        this.context = context;
        this.layer = layer;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        z = context.NewBuffer(layer.NHeads * layer.DHead);
        scale = (float)(1 / Math.Sqrt(layer.DHead));
        rate = (float)layer.Rate;
        scoreLoop = new RowLoop(context.Team, Scores);
        weightLoop = new RowLoop(context.Team, Weigh);
        sumLoop = new RowLoop(context.Team, Sum);
        scoreBackwardLoop = new RowLoop(context.Team, ScoreBackward);
        keyBackwardLoop = new RowLoop(context.Team, KeyBackward, blockSize: 4);
        queryBackwardLoop = new RowLoop(context.Team, QueryBackward, blockSize: 1);
    }

    /// <summary>Width of z, n_heads·d_head.</summary>
    public int Width => z.Width;

    /// <summary>The weighted sums, [batch·query_pos, n_heads·d_head].</summary>
    public Matrix Z => new(z.Values, z.Rows, z.Width);

    /// <summary>Gradient of <see cref="Z"/>, to be written before <see cref="Backward"/>.</summary>
    public Span<float> ZGradients => z.Gradients;

    private int Heads => layer.NHeads;

    private int KeyCount => map.Positions;

    private int QueryCount => outputMap.Positions;

    private int FirstQuery => KeyCount - QueryCount;

    /// <summary>Computes scores, weights and sums.</summary>
    /// <param name="map">Rows of keys and values.</param>
    /// <param name="queryRows">Which of them the queries are of.</param>
    /// <param name="outputMap">Rows of the sums.</param>
    public void Forward(RowMap map, (int First, int Count, int Step) queryRows, RowMap outputMap)
    {
        (this.map, this.queryRows, this.outputMap) = (map, queryRows, outputMap);
        MakeRoom();
        scoreLoop.Run(map.Samples);
        VisitWeights(HookNames.AttnScores, scores);
        weightLoop.Run(map.Samples);
        VisitWeights(HookNames.Pattern, pattern);
        sumLoop.Run(map.Samples);
        context.Hooks?.Visit(HookNames.Z(layer.Block), z.Memory, map.Samples, QueryCount, Heads, layer.DHead);
    }

    /// <summary>From the gradient of z to those of queries, keys and values.</summary>
    public void Backward()
    {
        scoreBackwardLoop.Run(map.Samples);
        keyBackwardLoop.Run(map.Count);
        queryBackwardLoop.Run(queryRows.Count * Heads);
    }

    private void MakeRoom()
    {
        if (scores.Width != Heads * QueryCount * KeyCount)
        {
            scores = context.NewBuffer(Heads * QueryCount * KeyCount);
            pattern = context.NewBuffer(scores.Width);
            softmax = rate == 1 ? pattern : context.NewBuffer(scores.Width);
        }
        scores.Resize(map.Samples, context.WithGradients);
        pattern.Resize(map.Samples, withGradients: false);
        softmax.Resize(map.Samples, withGradients: false);
        z.Resize(outputMap.Count, context.WithGradients);
    }

    private void VisitWeights(Func<int, string> name, RowBuffer weights) =>
        context.Hooks?.Visit(name(layer.Block), weights.Memory, map.Samples, Heads, QueryCount, KeyCount);

    private int KeyRow(int s, int j) => map.RowOf[(s * KeyCount) + j];

    private int QueryRow(int s, int i) => (KeyRow(s, FirstQuery + i) - queryRows.First) / queryRows.Step;

    private bool Visible(int i, int j) => !layer.Causal || j <= FirstQuery + i;

    private Span<float> Keys(Span<float> sampleRow, int h, int i) => sampleRow.Slice(((h * QueryCount) + i) * KeyCount, KeyCount);

    private Span<float> ZHead(int s, int i, int h) => z.Row((s * QueryCount) + i).Slice(h * layer.DHead, layer.DHead);

    private Span<float> ZHeadGradient(int s, int i, int h) =>
        z.GradientRow((s * QueryCount) + i).Slice(h * layer.DHead, layer.DHead);

    private void Scores(int first, int end)
    {
        for (var s = first; s < end; s++)
        {
            for (var h = 0; h < Heads; h++)
            {
                for (var i = 0; i < QueryCount; i++)
                {
                    var row = Keys(scores.Row(s), h, i);
                    var query = queries.Head(QueryRow(s, i), h);
                    for (var j = 0; j < row.Length; j++)
                    {
                        row[j] = Visible(i, j) ? TensorPrimitives.Dot(query, keys.Head(KeyRow(s, j), h)) * scale : Masked;
                    }
                }
            }
        }
    }

    private void Weigh(int first, int end)
    {
        for (var s = first; s < end; s++)
        {
            for (var h = 0; h < Heads; h++)
            {
                for (var i = 0; i < QueryCount; i++)
                {
                    var soft = Keys(softmax.Row(s), h, i);
                    Softmax(Keys(scores.Row(s), h, i), soft);
                    if (rate != 1)
                    {
                        var weights = Keys(pattern.Row(s), h, i);
                        for (var j = 0; j < weights.Length; j++)
                        {
                            weights[j] = Visible(i, j) ? (rate * soft[j]) + (1 - rate) : 0;
                        }
                    }
                }
            }
        }
    }

    private static void Softmax(ReadOnlySpan<float> scores, Span<float> soft)
    {
        var largest = TensorPrimitives.Max(scores);
        var sum = 0f;
        for (var j = 0; j < soft.Length; j++)
        {
            soft[j] = MathF.Exp(scores[j] - largest);
            sum += soft[j];
        }
        for (var j = 0; j < soft.Length; j++)
        {
            soft[j] /= sum;
        }
    }

    private void Sum(int first, int end)
    {
        for (var s = first; s < end; s++)
        {
            for (var h = 0; h < Heads; h++)
            {
                for (var i = 0; i < QueryCount; i++)
                {
                    var sum = ZHead(s, i, h);
                    var weights = Keys(pattern.Row(s), h, i);
                    sum.Clear();
                    for (var j = 0; j < weights.Length; j++)
                    {
                        AddScaled(sum, values.Head(KeyRow(s, j), h), weights[j]);
                    }
                }
            }
        }
    }

    // forward: z = Σ_j A_j·v_j;  A = r·S + (1 − r);  S = softmax(score)
    private void ScoreBackward(int first, int end)
    {
        for (var s = first; s < end; s++)
        {
            for (var h = 0; h < Heads; h++)
            {
                for (var i = 0; i < QueryCount; i++)
                {
                    var gradient = Keys(scores.GradientRow(s), h, i);
                    var soft = Keys(softmax.Row(s), h, i);
                    var zGradient = ZHeadGradient(s, i, h);
                    var mean = 0f;
                    for (var j = 0; j < gradient.Length; j++)
                    {
                        gradient[j] = Visible(i, j) ? rate * TensorPrimitives.Dot(zGradient, values.Head(KeyRow(s, j), h)) : 0;
                        mean += soft[j] * gradient[j];
                    }
                    for (var j = 0; j < gradient.Length; j++)
                    {
                        gradient[j] = soft[j] * (gradient[j] - mean);
                    }
                }
            }
        }
    }

    // forward: score_j = scale·q·k_j;  z = Σ_j A_j·v_j.  One row of keys and values sums over all its uses, in sample order.
    private void KeyBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            foreach (var use in map.Uses(row))
            {
                var (s, j) = Math.DivRem(use, KeyCount);
                for (var h = 0; h < Heads; h++)
                {
                    for (var i = 0; i < QueryCount; i++)
                    {
                        var scoreGradient = Keys(scores.GradientRow(s), h, i)[j] * scale;
                        AddScaled(keys.HeadGradient(row, h), queries.Head(QueryRow(s, i), h), scoreGradient);
                        AddScaled(values.HeadGradient(row, h), ZHeadGradient(s, i, h), Keys(pattern.Row(s), h, i)[j]);
                    }
                }
            }
        }
    }

    // forward: score_j = scale·q·k_j.  One (row, head) of queries sums over all its uses, in sample order.
    private void QueryBackward(int first, int end)
    {
        for (var part = first; part < end; part++)
        {
            var (queryRow, h) = Math.DivRem(part, Heads);
            var target = queries.HeadGradient(queryRow, h);
            foreach (var use in map.Uses(queryRows.First + (queryRow * queryRows.Step)))
            {
                var (s, position) = Math.DivRem(use, KeyCount);
                var scoreGradients = Keys(scores.GradientRow(s), h, position - FirstQuery);
                for (var j = 0; j < scoreGradients.Length; j++)
                {
                    AddScaled(target, keys.Head(KeyRow(s, j), h), scoreGradients[j] * scale);
                }
            }
        }
    }

    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float factor) =>
        TensorPrimitives.MultiplyAdd(source, factor, target, target);
}
