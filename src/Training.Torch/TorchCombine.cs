namespace Grokking.Training.Torch;

/// <summary>One row a sample from those of its positions: their sum, or end to end.</summary>
internal sealed class TorchCombine(Combine layer) : TorchLayer
{
    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var output = layer.Kind == CombineKind.Sum
            ? plan.UsesOfRows.mm(input.Branch)
            : input.Branch.index_select(0, plan.RowOfEach).view(plan.Samples, layer.OutWidth);
        return new TorchStream(output, output, Shared: false, Positions: 1);
    }
}
