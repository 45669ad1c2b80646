using System.Text;

namespace Grokking.Cli;

/// <summary>
/// Writes to a stream that may go away, a terminal that is closed or a standard error that is none, without failing: from the
/// first write that fails nothing more is written.
/// </summary>
internal sealed class LastingWriter(TextWriter inner) : TextWriter
{
    private bool gone;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Attempt(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Attempt(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Attempt(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Flush() => Attempt(inner.Flush);

    private void Attempt(Action write)
    {
        try
        {
            if (!gone)
            {
                write();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            gone = true;
        }
    }
}
