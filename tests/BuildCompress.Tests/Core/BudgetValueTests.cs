using BuildCompress.Core.Reports;

namespace BuildCompress.Tests.Core;

public sealed class BudgetValueTests
{
    [Theory]
    [InlineData(1_234, "1.234 µs")]
    [InlineData(21_740, "21.74 µs")]
    [InlineData(217_420, "217.4 µs")]
    [InlineData(2_174_200, "2.174 ms")]
    [InlineData(217_420_000, "217.4 ms")]
    [InlineData(2_174_200_000, "2174 ms")]
    public void TimesHaveFourDigits(long nanoseconds, string expected)
    {
        Assert.Equal(expected, BudgetValue.Exact("latency", nanoseconds));
        Assert.Equal(expected, BudgetValue.Short("latency", nanoseconds));
    }

    [Fact]
    public void CountsHaveAllDigitsOrAPrefix()
    {
        Assert.Equal("20,275,520", BudgetValue.Exact("macs", 20_275_520));
        Assert.Equal("20.28 M", BudgetValue.Short("macs", 20_275_520));
    }
}
