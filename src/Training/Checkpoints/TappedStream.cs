namespace Grokking.Training;

/// <summary>A stream whose bytes are shown to somebody as they are read. Disposing of it disposes of the inner stream.</summary>
/// <param name="inner">Where the bytes come from.</param>
/// <param name="tap">Shown what each call read; what it throws reaches the reader.</param>
internal sealed class TappedStream(Stream inner, TappedStream.Tap tap) : Stream
{
    /// <summary>Sees bytes that were read.</summary>
    public delegate void Tap(ReadOnlySpan<byte> read);

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        tap(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => inner.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
