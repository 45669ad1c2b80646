using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>
/// Scores, weights and weighted sums of one attention layer: z = Σ_j A_j·v_j with A = r·softmax(q·k/√d_head) + (1 − r) over
/// the visible keys. Works output by output: an output is a row behind the layer. Letters: h head, j key.
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
    private readonly RowLoop wholeLoop;
    private readonly RowLoop scoreBackwardLoop;
    private readonly RowLoop keyBackwardLoop;
    private readonly RowLoop queryBackwardLoop;
    private RowBuffer scores = new(0);
    private RowBuffer softmax = new(0);
    private RowBuffer pattern = new(0);
    private AttentionRows rows = new();
    private RowMap outputMap = new();
    private int inputRows;
    private bool keepsPattern;
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
        wholeLoop =
            new RowLoop(context.Team, (first, end) => { Scores(first, end); Weigh(first, end); Sum(first, end); }, blockSize: 16);
        scoreBackwardLoop = new RowLoop(context.Team, ScoreBackward);
        keyBackwardLoop = new RowLoop(context.Team, KeyBackward, blockSize: 4);
        queryBackwardLoop = new RowLoop(context.Team, QueryBackward, blockSize: 4);
    }

    /// <summary>Width of z, n_heads·d_head.</summary>
    public int Width => z.Width;

    /// <summary>The weighted sums, [outputs, n_heads·d_head].</summary>
    public Matrix Z => new(z.Values, z.Rows, z.Width);

    /// <summary>Gradient of <see cref="Z"/>, to be written before <see cref="Backward"/>.</summary>
    public Span<float> ZGradients => z.Gradients;

    /// <summary>Computes scores, weights and sums.</summary>
    /// <param name="rows">What each output reads.</param>
    /// <param name="map">Rows of keys and values.</param>
    /// <param name="queryRows">Which of them the queries are of.</param>
    /// <param name="outputMap">Rows of the sums.</param>
    public void Forward(AttentionRows rows, RowMap map, (int First, int Count, int Step) queryRows, RowMap outputMap)
    {
        (this.rows, inputRows, this.queryRows, this.outputMap) = (rows, map.Count, queryRows, outputMap);
        MakeRoom();
        if (context.Hooks is null)
        {
            wholeLoop.Run(rows.Count);
            return;
        }
        scoreLoop.Run(rows.Count);
        VisitWeights(HookNames.AttnScores(layer.Block), scores);
        weightLoop.Run(rows.Count);
        VisitWeights(HookNames.Pattern(layer.Block), pattern);
        sumLoop.Run(rows.Count);
        context.Hooks.Visit(HookNames.Z(layer.Block), z, outputMap.Samples, outputMap.Positions, layer.NHeads, layer.DHead);
    }

    /// <summary>From the gradient of z to those of queries, keys and values.</summary>
    public void Backward()
    {
        scoreBackwardLoop.Run(rows.Count);
        keyBackwardLoop.Run(inputRows);
        queryBackwardLoop.Run(queryRows.Count);
    }

    private void MakeRoom()
    {
        keepsPattern = context.Hooks?.WantsGradient(HookNames.Pattern(layer.Block)) == true;
        if (scores.Width != layer.NHeads * rows.Keys)
        {
            scores = context.NewBuffer(layer.NHeads * rows.Keys);
            pattern = context.NewBuffer(scores.Width);
            softmax = rate == 1 ? pattern : context.NewBuffer(scores.Width);
        }
        scores.Resize(rows.Count, context.WithGradients);
        softmax.Resize(rows.Count, withGradients: false);
        pattern.Resize(rows.Count, keepsPattern);
        z.Resize(outputMap.Count, context.WithGradients);
    }

    private void VisitWeights(string name, RowBuffer weights) =>
        context.Hooks!.VisitHeads(name, weights, outputMap.Samples, outputMap.Positions, layer.NHeads, rows.Keys);

    private int QueryOf(int output) => (rows.QueryRow(output) - queryRows.First) / queryRows.Step;

    // Number of keys that an output sees; the others have no weight.
    private int Visible(int output) => layer.Causal ? rows.Position(output) + 1 : rows.Keys;

    private Span<float> OfHead(Span<float> row, int h) => row.Slice(h * rows.Keys, rows.Keys);

    private Span<float> ZHead(int output, int h) => z.Row(output).Slice(h * layer.DHead, layer.DHead);

    private Span<float> ZHeadGradient(int output, int h) => z.GradientRow(output).Slice(h * layer.DHead, layer.DHead);

    private void Scores(int first, int end)
    {
        for (var output = first; output < end; output++)
        {
            var keyRows = rows.KeyRows(output);
            var visible = Visible(output);
            for (var h = 0; h < layer.NHeads; h++)
            {
                var row = OfHead(scores.Row(output), h);
                var query = queries.Head(QueryOf(output), h);
                row[visible..].Fill(Masked);
                for (var j = 0; j < visible; j++)
                {
                    row[j] = TensorPrimitives.Dot(query, keys.Head(keyRows[j], h)) * scale;
                }
            }
        }
    }

    private void Weigh(int first, int end)
    {
        for (var output = first; output < end; output++)
        {
            var visible = Visible(output);
            for (var h = 0; h < layer.NHeads; h++)
            {
                var soft = OfHead(softmax.Row(output), h);
                Softmax(OfHead(scores.Row(output), h), soft);
                if (rate != 1)
                {
                    var weights = OfHead(pattern.Row(output), h);
                    for (var j = 0; j < weights.Length; j++)
                    {
                        weights[j] = j < visible ? (rate * soft[j]) + (1 - rate) : 0;
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
        for (var output = first; output < end; output++)
        {
            var keyRows = rows.KeyRows(output);
            for (var h = 0; h < layer.NHeads; h++)
            {
                var sum = ZHead(output, h);
                var weights = OfHead(pattern.Row(output), h);
                sum.Clear();
                for (var j = 0; j < weights.Length; j++)
                {
                    // A hook may have given weight to what is hidden.
                    if (weights[j] != 0)
                    {
                        AddScaled(sum, values.Head(keyRows[j], h), weights[j]);
                    }
                }
            }
        }
    }

    // forward: z = Σ_j A_j·v_j;  A = r·S + (1 − r);  S = softmax(score)
    private void ScoreBackward(int first, int end)
    {
        for (var output = first; output < end; output++)
        {
            var keyRows = rows.KeyRows(output);
            var visible = Visible(output);
            for (var h = 0; h < layer.NHeads; h++)
            {
                var gradient = OfHead(scores.GradientRow(output), h);
                var soft = OfHead(softmax.Row(output), h);
                var zGradient = ZHeadGradient(output, h);
                var mean = 0f;
                for (var j = 0; keepsPattern && j < rows.Keys; j++)
                {
                    OfHead(pattern.GradientRow(output), h)[j] = TensorPrimitives.Dot(zGradient, values.Head(keyRows[j], h));
                }
                for (var j = 0; j < visible; j++)
                {
                    gradient[j] = rate * TensorPrimitives.Dot(zGradient, values.Head(keyRows[j], h));
                    mean += soft[j] * gradient[j];
                }
                for (var j = 0; j < visible; j++)
                {
                    gradient[j] = soft[j] * (gradient[j] - mean);
                }
                gradient[visible..].Clear();
            }
        }
    }

    // forward: score_j = scale·q·k_j;  z = Σ_j A_j·v_j.  One row of keys and values sums over all its uses, in their order.
    private void KeyBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            foreach (var use in rows.UsesAsKey(row))
            {
                var (output, j) = Math.DivRem(use, rows.Keys);
                if (j >= Visible(output))
                {
                    continue;
                }
                for (var h = 0; h < layer.NHeads; h++)
                {
                    var scoreGradient = OfHead(scores.GradientRow(output), h)[j] * scale;
                    AddScaled(keys.HeadGradient(row, h), queries.Head(QueryOf(output), h), scoreGradient);
                    AddScaled(values.HeadGradient(row, h), ZHeadGradient(output, h), OfHead(pattern.Row(output), h)[j]);
                }
            }
        }
    }

    // forward: score_j = scale·q·k_j.  One row of queries sums over all its uses, in their order.
    private void QueryBackward(int first, int end)
    {
        for (var query = first; query < end; query++)
        {
            foreach (var output in rows.UsesAsQuery(queryRows.First + (query * queryRows.Step)))
            {
                var keyRows = rows.KeyRows(output);
                var visible = Visible(output);
                for (var h = 0; h < layer.NHeads; h++)
                {
                    var target = queries.HeadGradient(query, h);
                    var scoreGradients = OfHead(scores.GradientRow(output), h);
                    for (var j = 0; j < visible; j++)
                    {
                        AddScaled(target, keys.Head(keyRows[j], h), scoreGradients[j] * scale);
                    }
                }
            }
        }
    }

    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float factor) =>
        TensorPrimitives.MultiplyAdd(source, factor, target, target);
}
