using System.Diagnostics;
using System.Globalization;
using Grokking.Training;

namespace Grokking.Fuzz;

/// <summary>
/// Reads damaged and hostile files until something breaks. <c>dotnet run --project tests/Fuzz -c Release -- 200000</c>; then
/// <c>--seed N</c> for other mutants, <c>--kind torch</c> for one kind, <c>--keep FOLDER</c> for the mutants themselves with a
/// table of how they ended.
/// </summary>
internal static class Program
{
    private const string Violators = "artifacts/fuzz";

    private static int Main(string[] arguments)
    {
        var count =
            arguments is [var first, ..] && int.TryParse(first, CultureInfo.InvariantCulture, out var given) ? given : 2000;
        var seed = int.Parse(Option(arguments, "--seed") ?? "1", CultureInfo.InvariantCulture);
        var kind = Option(arguments, "--kind") is { } name ? Enum.Parse<SeedKind>(name, ignoreCase: true) : default(SeedKind?);
        var (tally, start) = (new Tally(), Stopwatch.GetTimestamp());
        using var fuzzer = new Fuzzer();
        using var kept = Option(arguments, "--keep") is { } folder ? new Kept(folder) : null;
        foreach (var outcome in fuzzer.Run(seed, count, kind))
        {
            tally.Add(outcome);
            kept?.Add(outcome);
            if (outcome.IsViolation)
            {
                Report(outcome);
            }
        }
        Console.Write(tally);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"\n{count} mutants in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; "
            + $"worst: {fuzzer.Worst.Time.TotalMilliseconds:F0} ms, {fuzzer.Worst.Bytes / 1e6:F1} MB beyond 12 times the file; "
            + $"{tally.Violations} violations"));
        return tally.Violations == 0 ? 0 : 1;
    }

    private static string? Option(string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;

    private static void Report(Outcome outcome)
    {
        Directory.CreateDirectory(Violators);
        var file = Path.Combine(Violators, $"{outcome.Seed.Kind}-{outcome.Index}".ToLowerInvariant());
        File.WriteAllBytes(file, outcome.Content);
        Console.WriteLine($"{file}: {outcome.Label}: {outcome.Message[..Math.Min(outcome.Message.Length, 2000)]}");
    }

    /// <summary>Mutants in a folder, numbered, with a table of how each ended here; of a .pt, whether its values are read, which
    /// is what <c>torch_load.py</c> compares with.</summary>
    private sealed class Kept : IDisposable
    {
        private readonly string folder;
        private readonly StreamWriter table;

        public Kept(string folder)
        {
            this.folder = Directory.CreateDirectory(folder).FullName;
            table = new StreamWriter(Path.Combine(folder, "outcomes.csv"));
            table.WriteLine("file,label,said");
        }

        public void Add(Outcome outcome)
        {
            var name = string.Create(
                CultureInfo.InvariantCulture, $"{outcome.Index:D6}{(outcome.Seed.Kind == SeedKind.Torch ? ".pt" : "")}");
            File.WriteAllBytes(Path.Combine(folder, name), outcome.Content);
            var (label, said) =
                outcome.Seed.Kind == SeedKind.Torch ? End(Path.Combine(folder, name)) : (outcome.Label, outcome.Message);
            table.WriteLine(Csv.Line([name, label, ForeignText.Show(said.Replace(folder, "", StringComparison.Ordinal))]));
        }

        private static (string Label, string Said) End(string file)
        {
            try
            {
                TorchFile.Read(file);
                return ("loads", "");
            }
            catch (InvalidDataException error)
            {
                return ("refused", error.Message);
            }
        }

        public void Dispose() => table.Dispose();
    }
}
