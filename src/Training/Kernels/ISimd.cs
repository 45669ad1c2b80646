namespace Grokking.Training;

/// <summary>
/// The few vector operations of the matrix kernel, so that one source serves every width. Every implementation rounds each
/// lane alike (a multiply-add rounds once), so results do not depend on the width.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Number of floats in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows of C that the kernel holds in registers, 6 or 12; it needs 2 · rows + 3 registers.</summary>
    static abstract int Rows { get; }

    /// <summary>A vector of zeros.</summary>
    static abstract TVector Zero { get; }

    /// <summary>Reads <see cref="Lanes"/> floats; no alignment needed.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Writes <see cref="Lanes"/> floats; no alignment needed.</summary>
    static abstract void Store(TVector value, float* destination);

    /// <summary>One float in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);
}
