using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed partial class LowLevelCodeTests
{
    private static readonly string[] Homes = ["src/Training/Kernels/", "src/Training/Engines/"];

    /// <summary>Files elsewhere that may, each with its reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["src/Training/Checkpoints/Safetensors/ElementType.cs"] =
            "reads float32 into the place where it stays: a copy takes as long as reading",
        ["src/Training/Runs/Run.cs"] = "asks for the width of the vector registers, and uses none",
    };

    [Fact]
    public void LowLevelCode_StaysInKernelsAndEngines() => Rule.Holds(
        from file in Repository.Sources("src")
        where !Homes.Any(home => file.StartsWith(home, StringComparison.Ordinal)) && !Exceptions.ContainsKey(file)
        from place in Repository.Find(file, Repository.ReadCode(file), LowLevel())
        select place,
        "Pointers, vectors and threads live in Training/Kernels and Training/Engines alone, where each has a reference and a "
        + "test with SIMD off. Elsewhere code is plain: call a kernel, or write a loop.");

    [Fact]
    public void Exceptions_AreStillNeeded() => Rule.Holds(
        Exceptions.Keys.Where(file => !Repository.Files.Contains(file) || !LowLevel().IsMatch(Repository.ReadCode(file))),
        "An exception that is needed no more must go.");

    [GeneratedRegex(
        @"\bunsafe\b|\bfixed\s*\(|\bstackalloc\s+\w+\*|\bVector(64|128|256|512)?\s*[<.]|\bMemoryMarshal\b|\bUnsafe\.|\bParallel\s*\.|\bThreadPool\b|\bnew Thread\b")]
    private static partial Regex LowLevel();
}
