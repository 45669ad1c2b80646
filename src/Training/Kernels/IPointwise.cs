using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>A function of two numbers, applied lane by lane in double.</summary>
internal interface IPointwise
{
    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>); a function of one number ignores y.</summary>
    static abstract Vector512<double> Apply(Vector512<double> x, Vector512<double> y);
}
