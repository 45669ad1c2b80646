namespace Grokking.Training;

/// <summary>metrics.csv: rows appended as training goes, each flushed, so that an interrupted run keeps what it had.</summary>
public sealed class MetricsLog : IDisposable
{
    private readonly StreamWriter writer;

    private MetricsLog(StreamWriter writer) => this.writer = writer;

    /// <summary>Starts the file anew, or goes on behind the rows of earlier steps than <paramref name="fromStep"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fromStep">Rows of this step and later ones, which will be written again, are dropped; 0 starts anew.</param>
    public static MetricsLog Open(string path, int fromStep)
    {
        var kept = fromStep > 0 && File.Exists(path) ? Read(path).Where(row => row.Step < fromStep).ToList() : [];
        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(MetricsRow.Header);
            kept.ForEach(row => text.WriteLine(row.ToLine()));
        });
        return new MetricsLog(new StreamWriter(path, append: true) { NewLine = "\n" });
    }

    /// <summary>Reads all whole rows; a last line that was cut short by a crash is left out.</summary>
    /// <exception cref="InvalidDataException">The header or a row is not as written; the message gives the line.</exception>
    public static IReadOnlyList<MetricsRow> Read(string path)
    {
        var text = File.ReadAllText(path);
        var lines = text.Split('\n');
        if (lines[0].TrimEnd('\r') != MetricsRow.Header)
        {
            throw new InvalidDataException($"{path}, line 1: expected '{MetricsRow.Header}', got '{lines[0]}'.");
        }
        // Behind the last line end stands nothing, or a row that was cut short.
        return [.. lines[1..^1].Select((line, index) => ParseLine(path, index + 2, line.TrimEnd('\r')))];
    }

    /// <summary>Appends a row.</summary>
    public void Append(MetricsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        writer.WriteLine(row.ToLine());
        writer.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => writer.Dispose();

    private static MetricsRow ParseLine(string path, int number, string line)
    {
        try
        {
            return MetricsRow.Parse(line);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new InvalidDataException($"{path}, line {number}: expected '{MetricsRow.Header}', got '{line}'.", error);
        }
    }
}
