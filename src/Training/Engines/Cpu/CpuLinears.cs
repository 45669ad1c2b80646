using System.Diagnostics;

namespace Grokking.Training;

/// <summary>A hidden layer without a residual stream: σ(x·W + n·b), with dropout before σ.</summary>
internal sealed class CpuLinear : CpuLayer
{
    private readonly Linear layer;
    private readonly int index;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private ResidualStream input;

    public CpuLinear(CpuContext context, Linear layer, int index)
        : base(context)
    {
        (this.layer, this.index) = (layer, index);
        weight = context.Parameter(layer.WeightName);
        bias = layer.BiasTimes > 0 ? context.Parameter(layer.BiasName) : null;
        pre = context.NewBuffer(layer.DOut);
        post = context.NewBuffer(layer.DOut);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        pre.Resize(input.Map.Count, Context.WithGradients);
        post.Resize(input.Map.Count, Context.WithGradients);
        Context.Product.Multiply(Input, Weight, pre.Values, layer.DOut, accumulate: false);
        for (var time = 0; time < layer.BiasTimes; time++)
        {
            VectorOps.AddRowBias(pre.Values, layer.DOut, Context.Weight(bias!));
        }
        Context.Dropout?.Apply(index, pre.Values, 0);
        Visit(layer.PreName, pre, input.Map, layer.DOut);
        Activations.Forward(layer.Activation, pre.Values, post.Values);
        Visit(layer.PostName, post, input.Map, layer.DOut);
        return new ResidualStream(post, input.Map);
    }

    public override void Backward()
    {
        // forward: post = σ(pre);  pre = dropped(input·W + n·b)
        Activations.Backward(layer.Activation, pre.Values, post.Values, post.Gradients, pre.Gradients);
        Context.Dropout?.Apply(index, pre.Gradients, 0);
        var gradient = new Matrix(pre.Gradients, pre.Rows, layer.DOut);
        for (var time = 0; time < layer.BiasTimes; time++)
        {
            Context.AddBiasGradient(pre, bias!);
        }
        Context.AddWeightGradient(Input, gradient, weight);
        Context.Product.Multiply(gradient, Weight.Transposed, input.Branch.Gradients, layer.DIn, accumulate: true);
    }

    private Matrix Input => new(input.Branch.Values, input.Branch.Rows, layer.DIn);

    private Matrix Weight => new(Context.Weight(weight), layer.DIn, layer.DOut);
}

/// <summary>Neurons on what comes in: σ(x).</summary>
internal sealed class CpuNeurons : CpuLayer
{
    private readonly Neurons layer;
    private readonly int index;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private readonly RowLoop forward;
    private readonly RowLoop activate;
    private readonly RowLoop backward;
    private ResidualStream input;

    public CpuNeurons(CpuContext context, Neurons layer, int index)
        : base(context)
    {
        (this.layer, this.index) = (layer, index);
        pre = context.NewBuffer(layer.Width);
        post = context.NewBuffer(layer.Width);
        forward = new RowLoop(context.Team, ForwardRows);
        activate = new RowLoop(context.Team, Activate);
        backward = new RowLoop(context.Team, BackwardRows);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        pre.Resize(input.Map.Count, Context.WithGradients);
        post.Resize(input.Map.Count, Context.WithGradients);
        forward.Run(pre.Rows);
        Visit(layer.PreName, pre, input.Map, layer.Width);
        activate.Run(pre.Rows);
        Visit(layer.PostName, post, input.Map, layer.Width);
        return new ResidualStream(post, input.Map);
    }

    public override void Backward() => backward.Run(pre.Rows);

    private Span<float> Rows(Span<float> values, int first, int end) => values[(first * layer.Width)..(end * layer.Width)];

    private void ForwardRows(int first, int end)
    {
        var values = Rows(pre.Values, first, end);
        Rows(input.Branch.Values, first, end).CopyTo(values);
        Context.Dropout?.Apply(index, values, first * layer.Width);
    }

    private void Activate(int first, int end) =>
        Activations.Forward(layer.Activation, Rows(pre.Values, first, end), Rows(post.Values, first, end));

    // forward: post = σ(pre);  pre = dropped(input)
    private void BackwardRows(int first, int end)
    {
        var gradient = Rows(pre.Gradients, first, end);
        Activations.Backward(
            layer.Activation, Rows(pre.Values, first, end), Rows(post.Values, first, end), Rows(post.Gradients, first, end),
            gradient);
        Context.Dropout?.Apply(index, gradient, first * layer.Width);
        VectorOps.Add(Rows(input.Branch.Gradients, first, end), gradient);
    }
}

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
        Logits.Resize(Context.Plan.ReadOut.Count, Context.WithGradients);
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
        Context.MultiplyBack(
            gradient, Weight.Transposed, input.Branch.Gradients[FirstElement..], RowStride, accumulate: true);
        // Rows that are not read out have none.
        Context.WithEqualGradients &= Step == 1;
    }

    private Matrix Weight => new(Context.Weight(weight), layer.DModel, layer.DVocabOut);

    // Behind a layer that computes only what is read out, all rows are; else every last position of a sample.
    private int Step => input.Map == Context.Plan.ReadOut ? 1 : input.Map.Positions;

    private int RowStride => Step * layer.DModel;

    private int FirstElement => (Step - 1) * layer.DModel;

    private Matrix LastPosition(ReadOnlySpan<float> rows) => new(rows[FirstElement..], Logits.Rows, layer.DModel, RowStride);
}
