namespace Grokking.Training;

/// <summary>A hidden layer without a residual stream: σ(x·W + n·b).</summary>
internal sealed class CpuLinear : CpuLayer
{
    private readonly Linear layer;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private ResidualStream input;

    public CpuLinear(CpuContext context, Linear layer)
        : base(context)
    {
        this.layer = layer;
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
        Visit(layer.PreName, pre, input.Map, layer.DOut);
        Activations.Forward(layer.Activation, pre.Values, post.Values);
        Visit(layer.PostName, post, input.Map, layer.DOut);
        return new ResidualStream(post, input.Map);
    }

    public override void Backward()
    {
        // forward: post = σ(pre);  pre = input·W + n·b
        Activations.Backward(layer.Activation, pre.Values, post.Values, post.Gradients, pre.Gradients);
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
