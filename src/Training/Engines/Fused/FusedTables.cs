using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>
/// What the weights say about each distinct (token, position) alone: scores of keys, and what a value adds to each neuron and
/// logit, T_h = v_h·W_O^h·[W_in | W_U]. With these a pair's neurons and logits are a constant plus Σ_h of attention weights
/// times rows of T, and W_L = W_out·W_U leads from neurons to logits.
/// </summary>
internal sealed unsafe class FusedTables : IDisposable
{
    private const int RowBlock = 32;
    private const int NeuronBlock = 64;

    private readonly FusedShape shape;
    private readonly FusedWeights weights;
    private readonly ProductBatch products;
    private readonly PanelProduct panels = new();
    private readonly ThreadTeam team;
    private readonly Action<int> prepare;
    private readonly Action<int> finish;
    private FusedPlan plan = null!;

    public FusedTables(FusedShape shape, FusedWeights weights, ThreadTeam team, ProductBatch products)
    {
        (this.shape, this.weights, this.team, this.products) = (shape, weights, team, products);
        X = new FloatTable(shape.DModel);
        (HeadsK, HeadsQ, HeadsV) =
            (new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth));
        (K, Q, V) = (new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth), new FloatTable(shape.HeadsWidth));
        (Out, Values, Constant) = (new FloatTable(shape.Width), new FloatTable(shape.Width), new FloatTable(shape.Width));
        (NeuronsToLogits, LogitBias) = (new FloatTable(shape.Outputs), new FloatTable(shape.Outputs));
        (PackedForward, PackedBackward) = (new FloatTable(shape.Outputs), new FloatTable(shape.Neurons));
        Scores = new FloatTable(PanelProduct.RoundUp(shape.NCtx * shape.DVocab, FusedShape.ColumnUnit));
        foreach (var table in new[] { HeadsK, HeadsQ, HeadsV })
        {
            table.Reserve(shape.DModel);
        }
        Out.Reserve(shape.HeadsWidth);
        NeuronsToLogits.Reserve(shape.Neurons);
        LogitBias.Reserve(1);
        PackedForward.Reserve(shape.Neurons);
        PackedBackward.Reserve(shape.Outputs);
        prepare = Prepare;
        finish = Finish;
    }

    /// <summary>The stream where it enters the block, [rows, d_model].</summary>
    public FloatTable X { get; }

    /// <summary>W_K, W_Q and W_V with heads side by side, each [d_model, n_heads·d_head].</summary>
    public FloatTable HeadsK { get; }

    /// <inheritdoc cref="HeadsK"/>
    public FloatTable HeadsQ { get; }

    /// <inheritdoc cref="HeadsK"/>
    public FloatTable HeadsV { get; }

    /// <summary>Keys, [rows, n_heads·d_head].</summary>
    public FloatTable K { get; }

    /// <summary>Queries, [last rows, n_heads·d_head].</summary>
    public FloatTable Q { get; }

    /// <summary>Values, [rows, n_heads·d_head].</summary>
    public FloatTable V { get; }

    /// <summary>W_O·[W_in | W_U], [n_heads·d_head, width].</summary>
    public FloatTable Out { get; }

    /// <summary>T, [n_heads · rows, width]; less the constant token's row where there is one.</summary>
    public FloatTable Values { get; }

    /// <summary>What a pair gets whatever its attention, [last rows, width].</summary>
    public FloatTable Constant { get; }

    /// <summary>q·k before scaling, row h·(last rows) + query, column: table row of the key.</summary>
    public FloatTable Scores { get; }

    /// <summary>W_L = W_out·W_U, [neurons, outputs].</summary>
    public FloatTable NeuronsToLogits { get; }

    /// <summary>b_out·W_U, [1, outputs].</summary>
    public FloatTable LogitBias { get; }

    /// <summary>W_L packed, for logits.</summary>
    public FloatTable PackedForward { get; }

    /// <summary>W_Lᵀ packed, for gradients of neurons.</summary>
    public FloatTable PackedBackward { get; }

    /// <summary>One head's columns of keys, queries or values.</summary>
    public Grid Head(FloatTable table, int rows, int head) => table.Rows(0, rows).SliceColumns(head * shape.DHead, shape.DHead);

    /// <summary>The stream at the position that is read out.</summary>
    public Grid LastX(FusedPlan plan) => X.Rows(plan.LastRows.First, plan.LastRows.Count);

    /// <summary>The columns of a table that belong to neurons.</summary>
    public Grid ToNeurons(FloatTable table, int rows) => table.Rows(0, rows).SliceColumns(0, shape.DMlp);

    /// <summary>The columns of a table that belong to logits.</summary>
    public Grid ToLogits(FloatTable table, int rows) => table.Rows(0, rows).SliceColumns(shape.Neurons, shape.Classes);

    /// <summary>Computes all tables for a plan from the current weights.</summary>
    public void Compute(FusedPlan plan)
    {
        this.plan = plan;
        var (rows, queries, heads) = (plan.Rows, plan.LastRows.Count, shape.NHeads);
        Reserve(rows, queries);
        team.Run(3 + Parts(rows, RowBlock), prepare);
        var x = X.Rows(0, rows);
        products.Add(NeuronsToLogits.Rows(0, shape.DMlp, shape.Classes), (weights.W_out, weights.W_U));
        products.Add(ToNeurons(Out, shape.HeadsWidth), (weights.W_O, weights.W_in));
        products.Add(ToLogits(Out, shape.HeadsWidth), (weights.W_O, weights.W_U));
        products.Add(K.Rows(0, rows), (x, HeadsK.Rows(0, shape.DModel)));
        products.Add(V.Rows(0, rows), (x, HeadsV.Rows(0, shape.DModel)));
        products.Add(Q.Rows(0, queries), (LastX(plan), HeadsQ.Rows(0, shape.DModel)));
        products.Add(ToNeurons(Constant, queries), (LastX(plan), weights.W_in));
        products.Add(ToLogits(Constant, queries), (LastX(plan), weights.W_U));
        products.Add(LogitBias.Rows(0, 1, shape.Classes), (weights.b_out, weights.W_U));
        products.Run();
        for (var h = 0; h < heads; h++)
        {
            products.Add(Values.Rows(h * rows, rows), (Head(V, rows, h), Out.Rows(h * shape.DHead, shape.DHead)));
            products.Add(Scores.Rows(h * queries, queries, rows), (Head(Q, queries, h), Head(K, rows, h).Transposed));
        }
        products.Run();
        team.Run(
            1 + Parts(shape.Neurons, NeuronBlock) + (shape.HasConstantToken ? heads * Parts(rows - 1, RowBlock) : 0), finish);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (
            var table in new[] { X, HeadsK, HeadsQ, HeadsV, K, Q, V, Out, Values, Constant, Scores, NeuronsToLogits, LogitBias,
                PackedForward, PackedBackward })
        {
            table.Dispose();
        }
    }

    private static int Parts(int size, int block) => (size + block - 1) / block;

    private void Reserve(int rows, int queries)
    {
        foreach (var table in (ReadOnlySpan<FloatTable>)[X, K, V])
        {
            table.Reserve(rows);
        }
        Q.Reserve(queries);
        Constant.Reserve(queries);
        Values.Reserve(rows * shape.NHeads);
        Scores.Reserve(queries * shape.NHeads);
    }

    // The head weights side by side, and the stream, row by row.
    private void Prepare(int part)
    {
        switch (part)
        {
            case 0:
                HeadLayout.ToMatrix(weights.W_K.Span, shape.NHeads, shape.DModel, shape.DHead, HeadsK.Rows(0, shape.DModel).Span);
                return;
            case 1:
                HeadLayout.ToMatrix(weights.W_Q.Span, shape.NHeads, shape.DModel, shape.DHead, HeadsQ.Rows(0, shape.DModel).Span);
                return;
            case 2:
                HeadLayout.ToMatrix(weights.W_V.Span, shape.NHeads, shape.DModel, shape.DHead, HeadsV.Rows(0, shape.DModel).Span);
                return;
        }
        var first = (part - 3) * RowBlock;
        var x = X.Rows(0, plan.Rows);
        for (var row = first; row < Math.Min(plan.Rows, first + RowBlock); row++)
        {
            var (token, position) = plan.TokenOf(row);
            weights.W_E.Row(token).CopyTo(x.Row(row));
            VectorOps.Add(x.Row(row), weights.W_pos.Row(position));
        }
    }

    private void Finish(int part)
    {
        if (part == 0)
        {
            FinishConstant();
            return;
        }
        part--;
        if (part < Parts(shape.Neurons, NeuronBlock))
        {
            PackNeurons(part * NeuronBlock, Math.Min(shape.Neurons, (part + 1) * NeuronBlock));
            return;
        }
        var (head, block) = Math.DivRem(part - Parts(shape.Neurons, NeuronBlock), Parts(plan.Rows - 1, RowBlock));
        SubtractConstantToken(head, block * RowBlock, Math.Min(plan.Rows - 1, (block + 1) * RowBlock));
    }

    private void PackNeurons(int first, int end)
    {
        panels.Pack(
            NeuronsToLogits.Data, shape.Outputs, shape.DMlp, shape.Outputs, PackedForward.Data, first, Math.Min(shape.DMlp, end));
        panels.PackTransposed(NeuronsToLogits.Data, shape.Outputs, shape.Classes, shape.Neurons, PackedBackward.Data, first, end);
    }

    // Σ_j A_j·T_j = Σ_{j < last} A_j·(T_j − T_last) + κ·T_last, since Σ_j A_j = κ.
    private void FinishConstant()
    {
        var queries = plan.LastRows.Count;
        var (neurons, logits) = (ToNeurons(Constant, queries), ToLogits(Constant, queries));
        for (var query = 0; query < queries; query++)
        {
            VectorOps.Add(neurons.Row(query), weights.b_in.Row(0));
            VectorOps.Add(logits.Row(query), LogitBias.Rows(0, 1, shape.Classes).Row(0));
        }
        if (shape.HasConstantToken)
        {
            var constant = Constant.Rows(0, 1).Row(0);
            for (var head = 0; head < shape.NHeads; head++)
            {
                TensorPrimitives.MultiplyAdd(ConstantToken(head), shape.KeyWeight, constant, constant);
            }
        }
    }

    private void SubtractConstantToken(int head, int first, int end)
    {
        var rows = Values.Rows(head * plan.Rows, plan.Rows);
        for (var row = first; row < end; row++)
        {
            TensorPrimitives.Subtract(rows.Row(row), ConstantToken(head), rows.Row(row));
        }
    }

    private ReadOnlySpan<float> ConstantToken(int head) => Values.Rows((head + 1) * plan.Rows - 1, 1).Row(0);
}
