namespace Grokking.Training;

/// <summary>Tells a torch zip from the older formats by the first bytes, so that the message can say what to do.</summary>
internal static class TorchSignature
{
    private const string Resave = "load it in Python and save it again with torch.save of PyTorch 1.6 or later";

    /// <summary>Requires a zip and returns the stream to its beginning.</summary>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    public static void RequireZip(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[16];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (!start.StartsWith("PK\x03\x04"u8))
        {
            throw new InvalidDataException($"{path}: {Problem(start)}.");
        }
    }

    /// <summary>Before 1.6 a file began with a pickle of the number 0x1950a86a20f9469cfc6c; before 0.1.10 it was a tar file of
    /// pickles.</summary>
    private static string Problem(ReadOnlySpan<byte> start) => start switch
    {
        [] => "the file is empty",
        [0x80, _, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, ..] =>
            $"written in the format of PyTorch before 1.6, which is not read; {Resave}",
        [0x80, >= 2 and <= 5, ..] => $"a bare pickle, not a file of torch.save; {Resave}",
        _ => $"expected a zip file as torch.save writes it; if it is an old checkpoint, {Resave}",
    };
}
