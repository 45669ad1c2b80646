using System.Diagnostics;

namespace Grokking.Training;

/// <summary>Logits at the last position: x·W_U + b_U.</summary>
internal sealed class CpuUnembed : CpuLayer
{
    private readonly Unembed layer;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private ResidualStream input;

    public CpuUnembed(CpuContext context, Unembed layer)
        : base(context)
    {
        this.layer = layer;
        weight = context.Parameter(ParameterNames.W_U);
        bias = layer.Bias ? context.Parameter(ParameterNames.b_U) : null;
        Logits = context.NewBuffer(layer.DVocabOut);
    }

    /// <summary>The output, [batch, d_vocab_out].</summary>
    public RowBuffer Logits { get; }

    public override ResidualStream Forward(ResidualStream input)
    {
        Debug.Assert(!input.Map.Shared, "attention gives each sample a row of its own");
        this.input = input;
        Logits.Resize(input.Map.Samples, Context.WithGradients);
        Context.Product.Multiply(LastPosition(input.Branch.Values), Weight, Logits.Values, layer.DVocabOut, accumulate: false);
        if (bias is not null)
        {
            VectorOps.AddRowBias(Logits.Values, layer.DVocabOut, Context.Weight(bias));
        }
        return new ResidualStream(Logits, Context.Plan.ReadOut);
    }

    public override void Backward()
    {
        // forward: logits = x·W_U + b_U
        var gradient = new Matrix(Logits.Gradients, Logits.Rows, layer.DVocabOut);
        if (bias is not null)
        {
            Context.AddBiasGradient(Logits, bias);
        }
        Context.AddWeightGradient(LastPosition(input.Branch.Values), gradient, weight);
        Context.Product.Multiply(
            gradient, Weight.Transposed, input.Branch.Gradients[FirstElement..], RowStride, accumulate: true);
    }

    private Matrix Weight => new(Context.Weight(weight), layer.DModel, layer.DVocabOut);

    private int RowStride => input.Map.Positions * layer.DModel;

    private int FirstElement => (input.Map.Positions - 1) * layer.DModel;

    private Matrix LastPosition(ReadOnlySpan<float> rows) => new(rows[FirstElement..], input.Map.Samples, layer.DModel, RowStride);
}
