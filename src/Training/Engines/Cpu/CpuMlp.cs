namespace Grokking.Training;

/// <summary>Adds σ(x·W_in + b_in)·W_out + b_out to the stream.</summary>
internal sealed class CpuMlp : CpuLayer
{
    private readonly Mlp layer;
    private readonly Parameter inWeight;
    private readonly Parameter? inBias;
    private readonly Parameter outWeight;
    private readonly Parameter? outBias;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private readonly RowBuffer added;
    private readonly RowBuffer output;
    private readonly RowLoop addInBias;
    private readonly RowLoop activate;
    private readonly RowLoop addOutBias;
    private readonly RowLoop addToStream;
    private readonly RowLoop dropBackward;
    private readonly RowLoop streamBackward;
    private readonly RowLoop activateBackward;
    private ResidualStream input;

    public CpuMlp(CpuContext context, Mlp layer)
        : base(context)
    {
        this.layer = layer;
        inWeight = context.Parameter(ParameterNames.W_in(layer.Block));
        inBias = layer.Bias ? context.Parameter(ParameterNames.b_in(layer.Block)) : null;
        outWeight = context.Parameter(ParameterNames.W_out(layer.Block));
        outBias = layer.Bias ? context.Parameter(ParameterNames.b_out(layer.Block)) : null;
        pre = context.NewBuffer(layer.DMlp);
        post = context.NewBuffer(layer.DMlp);
        added = context.NewBuffer(layer.DModel);
        output = context.NewBuffer(layer.DModel);
        added.AddedTo = output;
        addInBias = new RowLoop(context.Team, AddInBias);
        activate = new RowLoop(context.Team, Activate);
        addOutBias = new RowLoop(context.Team, AddOutBias);
        addToStream = new RowLoop(context.Team, AddToStream);
        dropBackward = new RowLoop(context.Team, DropBackward);
        streamBackward = new RowLoop(context.Team, StreamBackward);
        activateBackward = new RowLoop(context.Team, ActivateBackward);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = input.Map;
        pre.Resize(map.Count, Context.WithGradients);
        post.Resize(map.Count, Context.WithGradients);
        added.Resize(map.Count, withGradients: false);
        output.Resize(map.Count, Context.WithGradients);
        if (!Context.KeepsPre)
        {
            Receive(map.Count);
        }
        Visit(HookNames.MlpPre, layer.Block, pre, map, layer.DMlp);
        activate.Run(map.Count);
        Visit(HookNames.MlpPost, layer.Block, post, map, layer.DMlp);
        Context.Product.Multiply(Post, OutWeight, added.Values, layer.DModel, accumulate: false);
        if (layer.Bias || Context.Dropout is not null)
        {
            addOutBias.Run(map.Count);
        }
        Visit(HookNames.MlpOut, layer.Block, added, map, layer.DModel);
        addToStream.Run(map.Count);
        Visit(HookNames.ResidPost, layer.Block, output, map, layer.DModel);
        return new ResidualStream(output, map);
    }

    public override void Backward()
    {
        // forward: output = residual + added; added = post·W_out + b_out
        streamBackward.Run(output.Rows);
        if (Context.Dropout is not null)
        {
            dropBackward.Run(output.Rows);
            added.Values.CopyTo(output.Gradients);
        }
        var outGradient = new Matrix(output.Gradients, output.Rows, layer.DModel);
        Context.AddBiasGradient(output, outBias);
        Context.AddWeightGradient(Post, outGradient, outWeight);
        Context.MultiplyBack(outGradient, OutWeight.Transposed, post.Gradients, layer.DMlp, accumulate: false);
        // forward: post = σ(pre)
        activateBackward.Run(pre.Rows);
        // forward: pre = branch·W_in + b_in
        var preGradient = new Matrix(pre.Gradients, pre.Rows, layer.DMlp);
        Context.AddBiasGradient(pre, inBias);
        Context.AddWeightGradient(Branch, preGradient, inWeight);
        Context.Product.Multiply(preGradient, InWeight.Transposed, input.Branch.Gradients, layer.DModel, accumulate: true);
    }

    private void Receive(int rows)
    {
        Context.Product.Multiply(Branch, InWeight, pre.Values, layer.DMlp, accumulate: false);
        if (layer.Bias)
        {
            addInBias.Run(rows);
        }
    }

    private Matrix Branch => new(input.Branch.Values, input.Branch.Rows, layer.DModel);

    private Matrix Post => new(post.Values, post.Rows, layer.DMlp);

    private Matrix InWeight => new(Context.Weight(inWeight), layer.DModel, layer.DMlp);

    private Matrix OutWeight => new(Context.Weight(outWeight), layer.DMlp, layer.DModel);

    private void AddInBias(int first, int end) =>
        VectorOps.AddRowBias(Rows(pre.Values, layer.DMlp, first, end), layer.DMlp, Context.Weight(inBias!));

    private void AddOutBias(int first, int end)
    {
        var rows = Rows(added.Values, layer.DModel, first, end);
        if (outBias is not null)
        {
            VectorOps.AddRowBias(rows, layer.DModel, Context.Weight(outBias));
        }
        Context.Dropout?.Apply(layer.Block, rows, first * layer.DModel);
    }

    // forward: output = residual + dropped(added)
    private void DropBackward(int first, int end)
    {
        var rows = Rows(added.Values, layer.DModel, first, end);
        Rows(output.Gradients, layer.DModel, first, end).CopyTo(rows);
        Context.Dropout!.Apply(layer.Block, rows, first * layer.DModel);
    }

    private void StreamBackward(int first, int end) =>
        VectorOps.Add(Rows(input.Residual.Gradients, layer.DModel, first, end), Rows(output.Gradients, layer.DModel, first, end));

    private void Activate(int first, int end) =>
        Activations.Forward(
            layer.Activation, Rows(pre.Values, layer.DMlp, first, end), Rows(post.Values, layer.DMlp, first, end));

    private void AddToStream(int first, int end)
    {
        var target = Rows(output.Values, layer.DModel, first, end);
        Rows(input.Residual.Values, layer.DModel, first, end).CopyTo(target);
        VectorOps.Add(target, Rows(added.Values, layer.DModel, first, end));
    }

    private void ActivateBackward(int first, int end) =>
        Activations.Backward(
            layer.Activation, Rows(pre.Values, layer.DMlp, first, end), Rows(post.Values, layer.DMlp, first, end),
            Rows(post.Gradients, layer.DMlp, first, end), Rows(pre.Gradients, layer.DMlp, first, end));

    private static Span<float> Rows(Span<float> values, int width, int first, int end) => values[(first * width)..(end * width)];
}
