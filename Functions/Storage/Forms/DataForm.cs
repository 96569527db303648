namespace Serverless.Storage.Forms;

/// <summary>
/// The forms of stored data: its rows, how their keys are formed, and how their columns are packed. A form has a number, and the row
/// <see cref="FormRow"/> contains the number of the data. An instance serves only data of <see cref="Current"/>.
/// </summary>
/// <remarks>
/// Raise <see cref="Current"/> when a stored form changes so that older code would misread it, or newer code would misread older data. Then add
/// an <see cref="IMigrationStep"/> and a golden export (docs/operations/upgrade.md). A new optional column needs neither.
/// </remarks>
public static class DataForm
{
    /// <summary>The form of revision c2ef8d8. It has no version row; <see cref="RecogniseForm"/> recognises it by its rows.</summary>
    public const int Unversioned = 1;

    /// <summary>The form that this version reads and writes.</summary>
    public const int Current = 4;
}
