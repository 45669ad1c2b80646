namespace Grokking.Training;

/// <summary>
/// What reading one file may cost beside the numbers of its tensors. Readers charge every object before they make it, and nothing is
/// given back, so that the budget bounds the memory and, since all work makes objects, the time too: a small file cannot unpack,
/// repeat or nest its way to a large one.
/// </summary>
/// <param name="file">The path that the message begins with.</param>
/// <param name="length">Bytes of the file.</param>
internal sealed class ReadBudget(string file, long length)
{
    // 64 MB and 8 times the file, less what is not charged: buffers, and the slack of estimates.
    private const long Always = 48_000_000;
    private const long PerByte = 7;

    /// <summary>Four million objects, which no checkpoint of this field has; it bounds the time that large files take.</summary>
    private const long Most = 256_000_000;

    private readonly long allowed = Math.Min(Most, Always + (PerByte * Math.Min(length, Most)));
    private long charged;

    /// <summary>Charges memory that is about to be taken.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="place">Where in the file, for the message; may be empty.</param>
    /// <exception cref="InvalidDataException">It is more than is left.</exception>
    public void Charge(long bytes, string place = "")
    {
        if (!TryCharge(bytes))
        {
            throw new InvalidDataException($"{file}: {Problem}{(place.Length == 0 ? "" : $" ({place})")}.");
        }
    }

    /// <summary>Charges memory that is about to be taken.</summary>
    /// <returns>False when it is more than is left.</returns>
    public bool TryCharge(long bytes)
    {
        charged += bytes;
        return charged <= allowed;
    }

    /// <summary>What is wrong with a file that costs more, in words.</summary>
    public string Problem =>
        $"it unpacks, repeats or nests to more than {allowed / 1_000_000} MB, the most that reading a file of {length} bytes may take beside its tensors";
}
