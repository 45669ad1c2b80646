namespace Grokking.Training.Torch.Tests;

/// <summary>What the tests of the engine run on.</summary>
internal static class Libtorch
{
    private static readonly TorchStatus Status = TorchStatus.Load();

    /// <summary>Skips the calling test, saying what lifts the skip, where the engine cannot be used.</summary>
    public static void OrSkip() => Assert.SkipUnless(Status.Ready, $"{Status.Problem} {Status.Remedy}");
}
