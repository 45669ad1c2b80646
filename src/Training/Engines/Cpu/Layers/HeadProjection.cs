namespace Grokking.Training;

/// <summary>Queries, keys or values of all heads, [rows, n_heads·d_head], of some rows of the stream.</summary>
internal sealed class HeadProjection
{
    private readonly CpuContext context;
    private readonly Attention layer;
    private readonly Parameter weight;
    private readonly float[] matrix;
    private readonly float[] matrixGradient;
    private RowBuffer input = null!;
    private int first;
    private int step;

    public HeadProjection(CpuContext context, Attention layer, string parameterName)
    {
        this.context = context;
        this.layer = layer;
        weight = context.Parameter(parameterName);
        matrix = new float[weight.Count];
        matrixGradient = new float[weight.Count];
        Output = context.NewBuffer(layer.NHeads * layer.DHead);
    }

    /// <summary>The projections, [rows, n_heads·d_head].</summary>
    public RowBuffer Output { get; }

    /// <summary>One head of one row.</summary>
    public Span<float> Head(int row, int head) => Output.Row(row).Slice(head * layer.DHead, layer.DHead);

    /// <summary>The gradient of one head of one row.</summary>
    public Span<float> HeadGradient(int row, int head) => Output.GradientRow(row).Slice(head * layer.DHead, layer.DHead);

    /// <summary>Projects <paramref name="rows"/> = (first row, number of rows, step between them) of the stream.</summary>
    public void Forward(RowBuffer stream, (int First, int Count, int Step) rows)
    {
        input = stream;
        (first, var count, step) = rows;
        HeadLayout.ToMatrix(context.Weight(weight), layer.NHeads, layer.DModel, layer.DHead, matrix);
        Output.Resize(count, context.WithGradients);
        context.Product.Multiply(Input, Weight, Output.Values, Output.Width, accumulate: false);
    }

    /// <summary>From the gradient of the output to those of the stream and the weights.</summary>
    public void Backward()
    {
        // forward: output = input·W
        var gradient = new Matrix(Output.Gradients, Output.Rows, Output.Width);
        if (context.WithParameterGradients)
        {
            context.Product.Multiply(Input.Transposed, gradient, matrixGradient, Output.Width, accumulate: false);
            HeadLayout.AddToHeads(matrixGradient, layer.NHeads, layer.DModel, layer.DHead, context.Gradient(weight));
        }
        context.Product.Multiply(
            gradient, Weight.Transposed, input.Gradients[(first * layer.DModel)..], step * layer.DModel, accumulate: true);
    }

    private Matrix Input => new(input.Values[(first * layer.DModel)..], Output.Rows, layer.DModel, step * layer.DModel);

    private Matrix Weight => new(matrix, layer.DModel, Output.Width);
}
