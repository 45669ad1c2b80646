using System.Security.Cryptography;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Tiny sweeps, and whether two came to the same.</summary>
internal static class SweepMake
{
    // What a clock says, and how a process was called.
    private static readonly string[] OfTheClock = ["summary.json", "timing.csv", "times.csv", "run.lock"];

    /// <summary>A grid of tiny runs over seeds, as a file's text.</summary>
    public static string Grid(int seeds, int steps) => $$"""
        {
          "base": { "task": { "p": 7 }, "split": { "train_fraction": 0.6 }, "model": { "d_model": 16, "n_heads": 2 },
                    "training": { "max_steps": {{steps}}, "checkpoint_every": 20, "log_every": 5, "weight_decay": 2 } },
          "axes": { "weight_decay": [1, 2] },
          "seeds": "0..{{(seeds / 2) - 1}}"
        }
        """;

    /// <summary>Plans such a sweep into a folder of that name.</summary>
    public static void Plan(TempFolder folder, string name, int runs, int steps)
    {
        var result = Tool.Run("sweep", "plan", folder.Write("grid.json", Grid(runs, steps)), "--out", folder.File(name));
        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, result.Error));
        Assert.Equal(runs, SweepFolder.Open(folder.File(name)).Plan.Runs.Count);
    }

    /// <summary>Requires the same files with the same bytes, those of a clock and those of Slurm left out.</summary>
    public static void AssertSame(string expected, string actual)
    {
        var (left, right) = (Hashes(expected), Hashes(actual));
        Assert.Equal(left.Keys, right.Keys);
        Assert.All(left, file => Assert.True(file.Value == right[file.Key], $"{file.Key} differs"));
    }

    private static SortedDictionary<string, string> Hashes(string folder) =>
        new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Path: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
        .Where(file =>
            !OfTheClock.Contains(Path.GetFileName(file.Name)) && !file.Name.StartsWith("slurm/", StringComparison.Ordinal))
        .ToDictionary(
            file => file.Name,
            file => file.Name.Contains("/state/", StringComparison.Ordinal)
                ? Tensors(file.Path) : Hash(File.ReadAllBytes(file.Path))), StringComparer.Ordinal);

    // Beside the tensors a state has the seconds that training took.
    private static string Tensors(string state) => string.Join('\n', Safetensors.Read(state).Tensors.Select(
        tensor => $"{tensor.Key} {Hash(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Value.Span))}"));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
