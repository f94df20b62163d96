/**
 * Names of industries as CRMs and professional networks list them, and of countries in English: what a value close to one, and not
 * one itself, was probably meant to be. Two values that are both in a list are different, however alike (Austria, Australia).
 */
const INDUSTRIES = `Accounting, Advertising, Aerospace, Agriculture, Airlines, Animation, Apparel, Architecture, Automation, Automotive, Aviation, Banking,
Biotechnology, Broadcasting, Chemicals, Communications, Construction, Consulting, Cosmetics, Cybersecurity, Defense, Design, Distribution, Education, Electronics,
Employment, Energy, Engineering, Entertainment, Environmental, Fashion, Finance, Financial Services, Fintech, Fitness, Food & Beverage, Furniture, Gambling, Gaming,
Government, Health Care, Healthcare, Higher Education, Hospitality, Human Resources, Information Technology, Insurance, Internet, Investment, Legal Services, Leisure,
Logistics, Machinery, Manufacturing, Maritime, Marketing, Media, Medical, Medical Devices, Mining, Nonprofit, Not For Profit, Packaging, Pharmaceuticals, Photography,
Plastics, Printing, Professional Services, Public Relations, Public Sector, Publishing, Ranching, Real Estate, Recreation, Recruiting, Renewables, Research, Restaurants,
Retail, Robotics, Security, Semiconductors, Services, Shipping, Software, Sports, Supermarkets, Technology, Telecom, Telecommunications, Textiles, Tobacco, Tourism,
Transportation, Travel, Utilities, Venture Capital, Veterinary, Warehousing, Wholesale, Wireless`;

const COUNTRIES = `Afghanistan, Albania, Algeria, Andorra, Angola, Antigua and Barbuda, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas, Bahrain, Bangladesh,
Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia and Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada,
Cape Verde, Central African Republic, Chad, Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, Czechia, Denmark, Djibouti, Dominica,
Dominican Republic, Ecuador, Egypt, El Salvador, Equatorial Guinea, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, Ghana,
Greece, Greenland, Grenada, Guatemala, Guinea, Guinea-Bissau, Guyana, Haiti, Honduras, Hong Kong, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy,
Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kiribati, Korea, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein,
Lithuania, Luxembourg, Macau, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Marshall Islands, Mauritania, Mauritius, Mexico, Micronesia, Moldova, Monaco, Mongolia,
Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nauru, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North Macedonia, Norway, Oman, Pakistan,
Palau, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Puerto Rico, Qatar, Romania, Russia, Rwanda, Saint Lucia, Samoa, San Marino,
Saudi Arabia, Senegal, Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Solomon Islands, Somalia, South Africa, South Korea, South Sudan, Spain, Sri Lanka,
Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Timor-Leste, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Tuvalu,
Uganda, Ukraine, United Arab Emirates, United Kingdom, United States, United States of America, Uruguay, Uzbekistan, Vanuatu, Vatican City, Venezuela, Vietnam, Yemen,
Zambia, Zimbabwe`;

const split = (text: string): readonly string[] => text.split(/,\s+/);

/** The words that the values of a canonical column usually are; none where any word may stand. */
export const KNOWN_WORDS: Readonly<Record<string, readonly string[]>> = {industry: split(INDUSTRIES), country: split(COUNTRIES)};
