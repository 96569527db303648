using System.Globalization;

namespace Serverless.Benchmarks.Reports;

/// <summary>Formats numbers for people, with at most three significant digits.</summary>
internal static class Figures
{
    /// <summary>Returns a number with three significant digits; the other digits are 0.</summary>
    public static string Text(double number)
    {
        if (double.IsInfinity(number))
        {
            return "never";
        }

        if (number < 10)
        {
            return number.ToString(number < 1 ? "0.###" : "0.##", CultureInfo.InvariantCulture);
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 2);
        return (Math.Round(number / unit) * unit).ToString(number < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns an amount of money.</summary>
    public static string Dollars(decimal amount) => amount < 10 ? "$" + amount.ToString("0.00", CultureInfo.InvariantCulture) : "$" + Text((double)amount);
}
