using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// Takes the path around the last MLP out of what is read out, replaced by zero or by its mean over all pairs; the MLP itself
/// still reads the stream (Nanda et al. 2023).
/// </summary>
/// <param name="useMean">Whether the mean stays.</param>
internal sealed class SkipAblation(bool useMean) : Intervention(
    useMean ? "mean_skip" : "zero_skip",
    $"the path around the last MLP replaced by {(useMean ? "its mean over all pairs" : "zero")}")
{
    /// <inheritdoc/>
    public override string? WhyNot(Specimen specimen) => Missing.Skip(specimen);

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(Specimen specimen)
    {
        var block = specimen.Recording.Model!.Architecture.LastMlp!.Block;
        Tensor? skip = null;
        Tensor? output = null;
        return
        [
            new Hook(HookNames.ResidMid(block), activation => skip = activation.Clone()),
            new Hook(HookNames.MlpOut(block), activation => output = activation.Clone()),
            new Hook(HookNames.ResidPost(block), activation => Replace(activation, skip!, output!)),
        ];
    }

    private void Replace(Tensor stream, Tensor skip, Tensor output)
    {
        (useMean ? Hook.MeanAblate("skip") : Hook.ZeroAblate("skip")).Action(skip);
        TensorPrimitives.Add<float>(skip.Span, output.Span, stream.Span);
    }
}
