namespace Grokking.Training;

/// <summary>From the gradients of the tables to those of the parameters, by small products.</summary>
internal sealed unsafe class FusedBackward : IDisposable
{
    private readonly FusedShape shape;
    private readonly FusedWeights weights;
    private readonly FusedWeights target;
    private readonly FusedTables tables;
    private readonly FusedTableGradients gradients;
    private readonly ProductBatch products;
    private readonly FloatTable x;
    private readonly FloatTable lastX;
    private readonly FloatTable keys;
    private readonly FloatTable queries;
    private readonly FloatTable values;
    private readonly FloatTable output;

    public FusedBackward(
        FusedShape shape, FusedWeights weights, FusedWeights target, FusedTables tables, FusedTableGradients gradients,
        ProductBatch products)
    {
        (this.shape, this.weights, this.target, this.tables, this.gradients, this.products) =
            (shape, weights, target, tables, gradients, products);
        (x, lastX) = (new FloatTable(shape.DModel), new FloatTable(shape.DModel));
        (keys, queries, values) =
            (new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth));
        output = new FloatTable(shape.Width);
        output.Reserve(shape.HeadsWidth);
    }

    /// <summary>Overwrites the gradients of all parameters.</summary>
    public void Run(FusedPlan plan)
    {
        var (rows, last) = (plan.Rows, plan.LastRows.Count);
        foreach (var table in (ReadOnlySpan<FloatTable>)[x, keys, values])
        {
            table.Reserve(rows);
        }
        lastX.Reserve(last);
        queries.Reserve(last);
        HeadsBackward(rows, last);
        WeightsBackward(plan, rows, last);
        StreamBackward(plan);
        var bias = gradients.Bias.Rows(0, 1).Row(0);
        bias[..shape.DMlp].CopyTo(target.b_in.Row(0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in new[] { x, lastX, keys, queries, values, output })
        {
            table.Dispose();
        }
    }

    // forward: T_h = v_h·(W_O^h·[W_in | W_U]);  score_h = q_h·k_hᵀ
    private void HeadsBackward(int rows, int last)
    {
        for (var h = 0; h < shape.NHeads; h++)
        {
            var table = gradients.Values.Rows(h * rows, rows);
            var scores = gradients.Scores.Rows(h * last, last, rows);
            var ofHead = tables.Out.Rows(h * shape.DHead, shape.DHead);
            products.Add(tables.Head(values, rows, h), (table, ofHead.Transposed));
            products.Add(output.Rows(h * shape.DHead, shape.DHead), (tables.Head(tables.V, rows, h).Transposed, table));
            products.Add(tables.Head(keys, rows, h), (scores.Transposed, tables.Head(tables.Q, last, h)));
            products.Add(tables.Head(queries, last, h), (scores, tables.Head(tables.K, rows, h)));
        }
        products.Run();
    }

    // forward: Out = W_O·[W_in | W_U];  Constant = x_last·[W_in | W_U] + [b_in | b_out·W_U];  W_L = W_out·W_U;  k = x·W_K, …
    private void WeightsBackward(FusedPlan plan, int rows, int last)
    {
        var (outIn, outU) = (tables.ToNeurons(output, shape.HeadsWidth), tables.ToLogits(output, shape.HeadsWidth));
        var (constantIn, constantU) = (tables.ToNeurons(gradients.Constant, last), tables.ToLogits(gradients.Constant, last));
        var biasU = tables.ToLogits(gradients.Bias, 1);
        var toLogits = gradients.NeuronsToLogits.Rows(0, shape.DMlp, shape.Classes);
        var (xRows, xLast) = (tables.X.Rows(0, rows), tables.LastX(plan));
        products.Add(target.W_out, (toLogits, weights.W_U.Transposed));
        products.Add(
            target.W_U, (weights.W_out.Transposed, toLogits), (weights.W_O.Transposed, outU), (xLast.Transposed, constantU),
            (weights.b_out.Transposed, biasU));
        products.Add(target.W_in, (weights.W_O.Transposed, outIn), (xLast.Transposed, constantIn));
        products.Add(target.W_O, (outIn, weights.W_in.Transposed), (outU, weights.W_U.Transposed));
        products.Add(target.b_out, (biasU, weights.W_U.Transposed));
        products.Add(x.Rows(0, rows), (keys.Rows(0, rows), tables.HeadsK.Rows(0, shape.DModel).Transposed),
            (values.Rows(0, rows), tables.HeadsV.Rows(0, shape.DModel).Transposed));
        products.Add(lastX.Rows(0, last), (constantIn, weights.W_in.Transposed), (constantU, weights.W_U.Transposed),
            (queries.Rows(0, last), tables.HeadsQ.Rows(0, shape.DModel).Transposed));
        for (var h = 0; h < shape.NHeads; h++)
        {
            products.Add(target.W_K.SliceRows(h * shape.DModel, shape.DModel), (xRows.Transposed, tables.Head(keys, rows, h)));
            products.Add(target.W_V.SliceRows(h * shape.DModel, shape.DModel), (xRows.Transposed, tables.Head(values, rows, h)));
            products.Add(target.W_Q.SliceRows(h * shape.DModel, shape.DModel), (xLast.Transposed, tables.Head(queries, last, h)));
        }
        products.Run();
    }

    // forward: x[row] = W_E[token] + W_pos[position]
    private void StreamBackward(FusedPlan plan)
    {
        target.W_E.Span.Clear();
        target.W_pos.Span.Clear();
        var rows = x.Rows(0, plan.Rows);
        VectorOps.Add(rows.SliceRows(plan.LastRows.First, plan.LastRows.Count).Span, lastX.Rows(0, plan.LastRows.Count).Span);
        for (var row = 0; row < plan.Rows; row++)
        {
            var (token, position) = plan.TokenOf(row);
            VectorOps.Add(target.W_E.Row(token), rows.Row(row));
            VectorOps.Add(target.W_pos.Row(position), rows.Row(row));
        }
    }
}
