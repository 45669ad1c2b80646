using System.Text.Json;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>The re-run of the mainline network of Nanda et al. (2023): checkpoints, split, and measures made with
/// PyTorch.</summary>
internal static class ReferenceRun
{
    /// <summary>The modulus.</summary>
    public const int P = 113;

    /// <summary>Its key frequencies, fixed from step 14,000.</summary>
    public static readonly int[] KeyFrequencies = [14, 25, 35, 42, 52];

    /// <summary>The steps of the checkpoints.</summary>
    public static TheoryData<int> Steps => [0, 1000, 1500, 5000, 8500, 9500, 11500, 14000];

    /// <summary>The model at a step.</summary>
    public static Model Model(int step) =>
        CheckpointReader.Open(Fixtures.Path("nanda", "checkpoints", $"step_{step:D5}.pt")).Model;

    /// <summary>The split.</summary>
    public static Split Split => Training.Split.Read(Fixtures.Path("nanda", "split.json"), ModularOperation.Add(P));

    /// <summary>A checkpoint as an evaluation.</summary>
    public static CheckpointEvaluation Evaluation(int step, int[]? keyFrequencies) => 
        new(FullBatchActivations.Of(Model(step), ModularOperation.Add(P)), Split, keyFrequencies);

    /// <summary>A checkpoint, seen as addition.</summary>
    public static CyclicView View(int step, int[]? keyFrequencies) => Evaluation(step, keyFrequencies).Cyclic!;

    /// <summary>The values at a step.</summary>
    public static JsonElement Values(int step) => Document("reference.json").GetProperty("steps").GetProperty($"{step}");

    /// <summary>A JSON file of the run.</summary>
    public static JsonElement Document(string name) =>
        JsonDocument.Parse(File.ReadAllText(Fixtures.Path("nanda", name))).RootElement;

    /// <summary>Requires a relative error of at most <paramref name="tolerance"/>; equal values always pass.</summary>
    public static void AssertRelative(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{what}: expected {expected:R}, got {actual:R}");
}
