using System.Globalization;

namespace Grokking.Training;

/// <summary>A CSV file whose lines begin with a step: appended as training goes, each line flushed, so that an interrupted run
/// keeps what it had.</summary>
internal sealed class StepLog : IDisposable
{
    private readonly FileStream file;
    private readonly StreamWriter writer;

    private StepLog(FileStream file)
    {
        this.file = file;
        writer = new StreamWriter(file) { NewLine = "\n" };
    }

    /// <summary>Starts the file anew, or goes on behind the lines of earlier steps than <paramref name="fromStep"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="fromStep">Lines of this step and later ones, which will be written again, are dropped; 0 starts anew.</param>
    /// <exception cref="InvalidDataException">The file has another header, or a line begins with no step.</exception>
    public static StepLog Open(string path, string header, int fromStep)
    {
        var kept = fromStep > 0 && File.Exists(path)
            ? ReadLines(path, header, out _).Where(line => line.Step < fromStep).Select(line => line.Text)
            : [];
        AtomicFile.WriteText(path, string.Concat(kept.Prepend(header).Select(line => line + "\n")));
        return new StepLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Whether a file begins with a header.</summary>
    public static bool HasHeader(string path, string header)
    {
        using var text = InputFile.OpenText(path);
        return text.ReadLine()?.TrimEnd('\r') == header;
    }

    /// <summary>The whole lines behind the header; a last one that was cut short by a crash is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="repeated">Lines of steps that were there before, which are left out.</param>
    /// <returns>Each line with its number and its step, each step once.</returns>
    /// <exception cref="InvalidDataException">The header is another, or a line begins with no step.</exception>
    public static IReadOnlyList<Entry> ReadLines(string path, string header, out IReadOnlyList<(Entry Line, Entry Earlier)> repeated)
    {
        using var text = InputFile.OpenText(path);
        var lines = text.ReadToEnd().Split('\n');
        if (lines[0].TrimEnd('\r') != header)
        {
            throw new InvalidDataException($"{path}, line 1: expected '{header}', got '{ForeignText.Show(lines[0])}'.");
        }
        // Behind the last line end stands nothing, or a line that was cut short.
        var all = lines[1..Math.Max(1, lines.Length - 1)].Select((line, index) => new Entry(index + 2, StepOf(path, index + 2, line), line.TrimEnd('\r'))).ToLookup(line => line.Step);
        repeated = [.. all.SelectMany(same => same.Skip(1).Select(line => (line, same.First())))];
        return [.. all.Select(same => same.First())];
    }

    /// <summary>Appends a line, given without its end.</summary>
    public void Append(string line)
    {
        writer.WriteLine(line);
        writer.Flush();
    }

    /// <summary>Waits until all lines are on the disk, so that not even a power cut takes them.</summary>
    public void FlushToDisk() => file.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Dispose() => writer.Dispose();

    /// <summary>A line of the file.</summary>
    /// <param name="Number">Its number, the header being 1.</param>
    /// <param name="Step">The step that it begins with.</param>
    /// <param name="Text">The whole of it, without its end.</param>
    public readonly record struct Entry(int Number, int Step, string Text);

    private static int StepOf(string path, int number, string line)
    {
        var end = line.IndexOf(',', StringComparison.Ordinal);
        return int.TryParse(end < 0 ? line : line[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : throw new InvalidDataException($"{path}, line {number}: expected a step first, got '{ForeignText.Show(line)}'.");
    }
}
