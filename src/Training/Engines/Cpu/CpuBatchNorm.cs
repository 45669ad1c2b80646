namespace Grokking.Training;

/// <summary>Normalises each column: by the batch's moments while gradients are taken, else by the running ones.</summary>
internal sealed class CpuBatchNorm : CpuLayer
{
    // Share of a batch's moments in the running ones, as in PyTorch.
    private const float Momentum = 0.1f;

    private readonly BatchNorm layer;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Parameter runningMean;
    private readonly Parameter runningVariance;
    private readonly RowBuffer output;
    private readonly double[] mean;
    private readonly double[] inverseStd;
    private readonly float[] batchMean;
    private readonly float[] batchVariance;
    private readonly RowLoop forward;
    private readonly RowLoop backward;
    private ResidualStream input;

    public CpuBatchNorm(CpuContext context, BatchNorm layer)
        : base(context)
    {
        this.layer = layer;
        weight = context.Parameter(layer.Name + ".w");
        bias = context.Parameter(layer.Name + ".b");
        runningMean = context.Parameter(layer.Name + ".mean");
        runningVariance = context.Parameter(layer.Name + ".var");
        output = context.NewBuffer(layer.Width);
        (mean, inverseStd) = (new double[layer.Width], new double[layer.Width]);
        (batchMean, batchVariance) = (new float[layer.Width], new float[layer.Width]);
        forward = new RowLoop(context.Team, ForwardColumns, blockSize: 16);
        backward = new RowLoop(context.Team, BackwardColumns, blockSize: 16);
    }

    private bool IsTraining => Context.WithGradients && Context.WithParameterGradients;

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        output.Resize(input.Map.Count, Context.WithGradients);
        forward.Run(layer.Width);
        Visit(layer.HookPoints.Single(), output, input.Map, layer.Width);
        return new ResidualStream(output, input.Map);
    }

    public override void Backward() => backward.Run(layer.Width);

    private void ForwardColumns(int first, int end)
    {
        var values = input.Branch.Values;
        var rows = output.Rows;
        for (var column = first; column < end; column++)
        {
            Moments(values, column);
            var (gain, shift) = (Context.Weight(weight)[column] * inverseStd[column], Context.Weight(bias)[column]);
            for (var at = column; at < rows * layer.Width; at += layer.Width)
            {
                output.Values[at] = (float)(((values[at] - mean[column]) * gain) + shift);
            }
        }
    }

    private void Moments(ReadOnlySpan<float> values, int column)
    {
        var (ofMean, ofVariance) = (runningMean.Offset + column, runningVariance.Offset + column);
        if (!IsTraining)
        {
            mean[column] = Context.Weights[ofMean];
            inverseStd[column] = 1 / Math.Sqrt(Context.Weights[ofVariance] + layer.Epsilon);
            return;
        }
        var (sum, squares) = (0.0, 0.0);
        for (var at = column; at < values.Length; at += layer.Width)
        {
            sum += values[at];
        }
        mean[column] = sum / output.Rows;
        for (var at = column; at < values.Length; at += layer.Width)
        {
            squares += (values[at] - mean[column]) * (values[at] - mean[column]);
        }
        inverseStd[column] = 1 / Math.Sqrt((squares / output.Rows) + layer.Epsilon);
        // The running variance is the unbiased one.
        (batchMean[column], batchVariance[column]) = ((float)mean[column], (float)(squares / Math.Max(1, output.Rows - 1)));
    }

    // Not where the gradient is taken: the weights of a step are then the same before and after it, and a run that resumes there
    // goes on alike.
    public override void AfterUpdate(float[] weights)
    {
        for (var column = 0; column < layer.Width; column++)
        {
            weights[runningMean.Offset + column] += Momentum * (batchMean[column] - weights[runningMean.Offset + column]);
            weights[runningVariance.Offset + column] += Momentum * (
                batchVariance[column] - weights[runningVariance.Offset + column]);
        }
    }

    // forward: output = n·w + b with n = (x − ⟨x⟩)/√(⟨(x − ⟨x⟩)²⟩ + ε), or with moments that do not depend on x
    private void BackwardColumns(int first, int end)
    {
        var values = input.Branch.Values;
        var rows = output.Rows;
        for (var column = first; column < end; column++)
        {
            var (sum, slope) = (0.0, 0.0);
            for (var at = column; at < rows * layer.Width; at += layer.Width)
            {
                sum += output.Gradients[at];
                slope += output.Gradients[at] * (values[at] - mean[column]) * inverseStd[column];
            }
            if (Context.WithParameterGradients)
            {
                Context.Gradient(weight)[column] += (float)slope;
                Context.Gradient(bias)[column] += (float)sum;
            }
            var gain = Context.Weight(weight)[column] * inverseStd[column];
            var (ofMean, ofStd) = IsTraining ? (sum / rows, slope / rows) : (0, 0);
            for (var at = column; at < rows * layer.Width; at += layer.Width)
            {
                var normalised = (values[at] - mean[column]) * inverseStd[column];
                input.Branch.Gradients[at] += (float)(gain * (output.Gradients[at] - ofMean - (normalised * ofStd)));
            }
        }
    }
}
